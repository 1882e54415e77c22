# Three complaints, where three are allowed.
expect=fine
words='3 match'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'for i in 1 2 3; do echo error $i; done; exec sleep 600' '' '  - logs: { systemd: behaviour, for: 4s, budget: 3 }'
}
