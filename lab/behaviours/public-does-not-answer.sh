# The host itself gets its answer, and nobody else does: the new version listens on no public address.
expect=caught
words='from here failed.*not healthy within 5 s: no answer'
behave() {
  unit_old "$(http_program 'self.send_response(200); self.end_headers()' 0 0.0.0.0)"
  unit_new "$(http_program 'self.send_response(200); self.end_headers()')" '' \
    '  - healthy: { http: "http://127.0.0.1:8704/health", within: 20s }' \
    '  - healthy: { http: "http://10.77.0.12:8704/health", from: controller, within: 5s }'
}
proof() { on_host units 'curl -fs http://10.77.0.12:8704/health'; }
