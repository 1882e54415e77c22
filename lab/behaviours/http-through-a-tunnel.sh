# The host has neither curl nor wget: the controller asks through a tunnel, and gets its answer: well.
expect=fine
words='asked from here through a tunnel, since the host has neither curl nor wget'
behave() {
  http_old
  hide_tools curl wget
  http_new 'self.protocol_version = "HTTP/1.1"; self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers(); self.wfile.write(b"5\r\nI am \r\n4\r\nwell\r\n0\r\n\r\n")' \
    ', body: "^I am well$", stable_for: 2s' 2
}
