# A container that ends with an error after eight seconds.
expect=caught
words='web is exited \(exit 1\)'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_new 'import time; time.sleep(8); raise SystemExit(1)'
}
