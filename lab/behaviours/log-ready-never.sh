# A program that runs, complains of nothing, and never comes to the point of listening.
expect=caught
words="no line matches 'ready' within 5 s"
behave() {
  unit_old 'echo listening on 80; exec sleep 600'
  unit_new 'echo loading; exec sleep 600' '' "  - logs: { systemd: behaviour, for: 5s, ready: 'listening on [0-9]+' }"
}
