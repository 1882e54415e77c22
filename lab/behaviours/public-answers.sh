# The public address answers, as the controller sees it: well.
expect=fine
words='from here: ok, status 200'
behave() {
  unit_old "$(http_program 'self.send_response(200); self.end_headers()' 0 0.0.0.0)"
  unit_new "$(http_program 'self.send_response(200); self.end_headers()' 2 0.0.0.0)" '' \
    '  - healthy: { http: "http://10.77.0.12:8704/health", from: controller, within: 20s, stable_for: 2s }'
}
