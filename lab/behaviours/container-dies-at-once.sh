# A container that ends with an error at once.
expect=caught
words='web is exited \(exit 1\)'
host=web
quick=1
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_new 'raise SystemExit(1)'
}
