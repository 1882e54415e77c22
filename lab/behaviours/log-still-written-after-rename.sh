# A program goes on writing to the log that was renamed, for it was not told to open the new one.
expect=caught
words='behaviour.log: error where it was open'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec >>/var/log/behaviour.log; echo begun; exec sleep 600'
  unit_new 'cd /var/log; exec >>behaviour.log; sleep 2; mv behaviour.log behaviour.log.1; echo new >behaviour.log; sleep 4; echo error where it was open; exec sleep 600' \
    '' '  - logs: { file: /var/log/behaviour.log, for: 11s }'
}
