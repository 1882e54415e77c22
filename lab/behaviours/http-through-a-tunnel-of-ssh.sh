# The same through a process of ssh, with a service that comes late: well.
expect=fine
words='asked from here through a tunnel, since the host has neither curl nor wget'
transport=openssh
behave() {
  http_old
  hide_tools curl wget
  http_new 'self.send_response(204); self.end_headers()' ', status: 2xx' 3
}
