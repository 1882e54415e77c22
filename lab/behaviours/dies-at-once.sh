# A unit that ends with an error at once.
expect=caught
words='behaviour is (failed|inactive)'
quick=1
behave() {
  unit_old 'exec sleep 600'
  unit_new 'exit 1'
}
