# A unit that does its work and ends: well.
expect=fine
quick=1
behave() {
  unit_old 'exit 0' 'Type=oneshot'
  unit_new 'sleep 1; exit 0'
}
