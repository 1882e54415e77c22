# The host has neither curl nor wget, and what the controller is told through a tunnel is an error.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='not healthy within 4 s: status 500, wanted 200'
behave() {
  http_old
  hide_tools curl wget
  http_new 'self.send_response(500); self.end_headers(); self.wfile.write(b"no such table")' '' 0 4
}
proof() { grep -F 'no such table' "$scratch/said" && on_host units 'grep -F "fail 3 not healthy within 4 s: status 500" "$1"/backups/try_*/events'; }
