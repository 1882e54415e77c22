# A unit that ends with an error after eight seconds: too late for whoever looks once.
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'sleep 8; exit 1'
}
