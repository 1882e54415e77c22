# The log is not there when the deploy begins, nor when the program starts.
expect=caught
words='behaviour.log: error in a new log'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec sleep 600'
  unit_new 'sleep 3; echo error in a new log >/var/log/behaviour.log; exec sleep 600' '' '  - logs: { file: /var/log/behaviour.log, for: 7s }'
}
