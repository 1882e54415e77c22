# One wrong line among a million others.
expect=caught
words='behaviour.log: error in the midst'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec sleep 600'
  unit_new 'cd /var/log; yes "a line of a log that says that all is well" | head -n 500000 >behaviour.log; echo error in the midst >>behaviour.log
yes "a line of a log that says that all is well" | head -n 500000 >>behaviour.log; exec sleep 600' '' '  - logs: { file: /var/log/behaviour.log, for: 9s }'
}
