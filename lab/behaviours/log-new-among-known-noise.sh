# One complaint that was never there before, among those that always were.
expect=caught
words='error in the new code'
behave() {
  unit_old 'i=100; while :; do echo "error in job $i"; i=$((i + 1)); sleep 0.5; done'
  on_host units 'sleep 2'
  unit_new 'i=900; while :; do echo "error in job $i"; i=$((i + 1)); [ $i -ne 905 ] || echo error in the new code; sleep 0.5; done' '' \
    '  - logs: { systemd: behaviour, for: 8s, new_only: true }'
}
