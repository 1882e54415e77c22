# A program that has always complained, with another number and time each time.
expect=fine
words='[1-9][0-9]* known'
quick=1
behave() {
  unit_old 'i=100; while :; do echo "$(date +%T) error in job $i of 7f0a$i"; i=$((i + 1)); sleep 0.5; done'
  on_host units 'sleep 2'
  unit_new 'i=900; while :; do echo "$(date +%T) error in job $i of 7f0a$i"; i=$((i + 1)); sleep 0.5; done' '' \
    '  - logs: { systemd: behaviour, for: 5s, new_only: true }'
}
