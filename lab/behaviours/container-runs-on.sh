# A container that runs on: well.
expect=fine
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_new 'import time; time.sleep(601)'
}
