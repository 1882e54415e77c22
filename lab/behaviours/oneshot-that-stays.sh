# A unit that does its work, and counts as active from then on: well.
expect=fine
behave() {
  unit_old 'exit 0' 'Type=oneshot
RemainAfterExit=yes'
  unit_new 'sleep 1; exit 0'
}
