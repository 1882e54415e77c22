# logrotate's copytruncate: what is wrong stands only in the copy, and the log has grown beyond its old size since.
expect=caught
words='behaviour.log: error before the copy'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec >>/var/log/behaviour.log; echo begun; exec sleep 600'
  unit_new 'cd /var/log; exec >>behaviour.log; sleep 3; echo error before the copy; cp behaviour.log behaviour.log.1; : >behaviour.log
i=0; while [ $i -lt 40 ]; do echo all is well; i=$((i + 1)); done; exec sleep 600' '' '  - logs: { file: /var/log/behaviour.log, for: 8s }'
}
