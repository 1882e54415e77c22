# The old process complains while it stops, and the new one says the very same.
expect=caught
words='1 of the old process'
behave() {
  unit_old 'trap "echo error: no database; exit 0" TERM; while :; do sleep 0.2; done'
  unit_new 'echo error: no database; exec sleep 600' '' '  - logs: { systemd: behaviour, for: 5s }'
}
