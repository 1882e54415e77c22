# A unit that finds its port taken by somebody else.
expect=caught
words='Address already in use'
behave() {
  unit_old 'exec python3 -m http.server --bind 127.0.0.1 8701'
  on_host units 'systemctl reset-failed behaviour-squatter 2>/dev/null; systemd-run -q --unit behaviour-squatter python3 -m http.server --bind 127.0.0.1 8702'
  unit_new 'exec python3 -m http.server --bind 127.0.0.1 8702'
}
