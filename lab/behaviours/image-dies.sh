# The new image dies: the old one is back, and not one that was made again.
expect=caught
words='web is exited'
host=web
behave() {
  image_old 'import time; time.sleep(600)'
  image_new 'import time; time.sleep(2); raise SystemExit(3)'
}
