# The host has neither curl nor wget, and nobody listens at the end of the tunnel.
expect=caught
words='no answer through the tunnel .*it cannot connect to 127.0.0.1, port 8704'
behave() {
  http_old
  hide_tools curl wget
  http_new 'self.send_response(200)' '' 60 3
}
