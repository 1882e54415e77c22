# A service that answers with the address of the page that is well, where that is wanted: well.
expect=fine
behave() {
  http_old
  http_new 'self.send_response(302 if self.path == "/health" else 200); self.send_header("Location", "/ok"); self.end_headers()' ', redirect: follow'
}
