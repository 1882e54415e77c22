# A service that takes a request and never answers.
expect=caught
words='no answer'
behave() {
  http_old
  http_new 'import time; time.sleep(600)'
}
