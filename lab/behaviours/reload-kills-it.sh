# A unit that does not survive a reload.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'trap "exit 1" HUP; while :; do sleep 0.2; done' 'ExecReload=/bin/kill -HUP $MAINPID'
  echo two >conf
  playbook '  - copy: conf' '  - reload: { systemd: behaviour }'
}
