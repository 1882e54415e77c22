# A unit that dies with a complaint and is started again: each time it is a process of the new version.
expect=caught
words='fatal: no such table'
behave() {
  unit_old 'exec sleep 600' 'Restart=always
RestartSec=500ms
StartLimitIntervalSec=0'
  unit_new 'echo fatal: no such table; exit 1' '' '  - logs: { systemd: behaviour, for: 6s }'
}
