# A program that is ready after three seconds: nobody waits for the rest of the minute.
expect=fine
words='ready after'
behave() {
  unit_old 'echo listening on 80; exec sleep 600'
  unit_new 'sleep 3; echo listening on 80; exec sleep 600' '' "  - logs: { systemd: behaviour, for: 60s, ready: 'listening on [0-9]+' }"
}
