# The only one who says that it is ready is the process that stops.
expect=caught
words="no line matches 'ready' within 5 s: behaviour"
behave() {
  unit_old 'trap "echo no longer listening on 80; exit 0" TERM; while :; do sleep 0.2; done'
  unit_new 'exec sleep 600' '' "  - logs: { systemd: behaviour, for: 5s, ready: 'listening on' }"
}
