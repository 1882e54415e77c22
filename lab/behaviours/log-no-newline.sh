# The last words of a program have no end.
expect=caught
words='behaviour.log: fatal: cannot go o'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec sleep 600'
  unit_new 'printf "fatal: cannot go o" >/var/log/behaviour.log; exec sleep 600' '' '  - logs: { file: /var/log/behaviour.log, for: 4s }'
}
