# A unit that runs on: well.
expect=fine
quick=1
behave() {
  unit_old 'exec sleep 600'
  unit_new 'exec sleep 601'
}
