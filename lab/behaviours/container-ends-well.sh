# A container that ends at once, and without an error: it does not serve.
expect=caught
words='web is exited \(exit 0\)'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_new 'pass'
}
