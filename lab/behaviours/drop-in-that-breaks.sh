# A drop-in that makes the unit die.
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'exec sleep 600'
  printf '[Service]\nExecStart=\nExecStart=/bin/false\n' >wrong.conf
  playbook '  - copy: { from: wrong.conf, to: /etc/systemd/system/behaviour.service.d/wrong.conf }' '  - restart: { systemd: behaviour }'
}
proof() { on_host units 'systemctl show -P ExecStart behaviour | grep -q /srv/behaviour/run'; }
