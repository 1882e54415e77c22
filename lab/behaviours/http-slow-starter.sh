# A service that listens after six seconds: well.
expect=fine
behave() {
  http_old
  http_new 'self.send_response(200); self.end_headers()' '' 6
}
