# A service that answers with the address of a page to log in at.
expect=caught
words='status 302, wanted 200'
behave() {
  http_old
  http_new 'self.send_response(302 if self.path == "/health" else 200); self.send_header("Location", "/login"); self.end_headers()'
}
