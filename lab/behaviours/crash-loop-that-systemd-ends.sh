# A unit that systemd starts anew until it has enough of it.
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'exec sleep 600' 'Restart=on-failure
RestartSec=200ms'
  unit_new 'sleep 0.3; exit 1'
}
