# A unit that takes up what changed without being started anew: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
behave() {
  unit_old 'trap "echo reloaded >/srv/behaviour/reloaded" HUP; while :; do sleep 0.2; done' 'ExecReload=/bin/kill -HUP $MAINPID'
  echo two >conf
  playbook '  - copy: conf' '  - reload: { systemd: behaviour }'
}
proof() { on_host units 'test -e "$1/reloaded" && systemctl show -P NRestarts behaviour | grep -x 0'; }
