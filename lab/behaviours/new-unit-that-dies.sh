# A unit that was not there before, and that dies: nothing of it stays.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='behaviour-new is failed'
behave() {
  behaviour_clear units
  printf '[Service]\nExecStart=/bin/sh -c "sleep 1; exit 1"\n' >behaviour-new.service
  playbook '  - copy: { from: behaviour-new.service, to: /etc/systemd/system/behaviour-new.service }' '  - start: { systemd: behaviour-new }'
}
proof() { on_host units 'test -z "$(systemctl list-units --all --no-legend "behaviour-new*")"'; }
