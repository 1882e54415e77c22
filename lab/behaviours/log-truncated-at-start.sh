# A program that empties its log when it starts, and writes more than there was before: its first line is wrong.
expect=caught
words='behaviour.log: error at once'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec >>/var/log/behaviour.log; echo an old error; exec sleep 600'
  unit_new 'exec >/var/log/behaviour.log; echo error at once; i=0; while [ $i -lt 40 ]; do echo all is well; i=$((i + 1)); done; exec sleep 600' \
    '' '  - logs: { file: /var/log/behaviour.log, for: 4s }'
}
