# A service that ends at once, and without an error: it does not serve.
expect=caught
words='behaviour is inactive \(dead\)'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'exit 0' '' '  - healthy: { systemd: behaviour, within: 3s, stable_for: 2s }'
}
