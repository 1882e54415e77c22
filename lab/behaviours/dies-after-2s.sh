# A unit that ends with an error after two seconds.
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'sleep 2; exit 1'
}
