# A unit that dies every second, and that systemd starts again each time.
expect=caught
words='started anew|is activating'
behave() {
  unit_old 'exec sleep 600' 'Restart=always
RestartSec=100ms
StartLimitIntervalSec=0'
  unit_new 'sleep 1; exit 1'
}
