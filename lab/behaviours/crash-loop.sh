# A unit that dies every second, and that systemd starts again each time.
expect=caught
words='started anew [1-9]'
behave() {
  unit_old 'exec sleep 600' 'Restart=always
RestartSec=100ms
[Unit]
StartLimitIntervalSec=0'
  # The gate that follows of itself would give it two minutes.
  unit_new 'sleep 1; exit 1' '' '  - healthy: { systemd: behaviour, within: 6s }'
}
