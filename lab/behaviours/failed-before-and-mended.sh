# The unit had failed before, and its next version is well.
expect=fine
words='behaviour has failed already: a revert leaves it stopped'
behave() {
  unit_old 'exit 1'
  unit_new 'exec sleep 600'
}
