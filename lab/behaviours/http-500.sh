# A service that answers with an error.
expect=caught
words='status 500, wanted 200'
quick=1
behave() {
  http_old
  http_new 'self.send_response(500); self.end_headers(); self.wfile.write(b"no database")'
}
