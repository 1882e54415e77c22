# The log is renamed while it is watched, by a name of its own; what is wrong stands in the old one and is found there.
expect=caught
words='behaviour.log: error before the rotation'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec >>/var/log/behaviour.log; echo an old error; exec sleep 600'
  unit_new 'cd /var/log; sleep 3; echo error before the rotation >>behaviour.log; mv behaviour.log behaviour-yesterday.log; echo fine >behaviour.log; exec sleep 600' \
    '' '  - logs: { file: /var/log/behaviour.log, for: 8s }'
}
proof() { on_host units 'rm -f /var/log/behaviour*'; }
