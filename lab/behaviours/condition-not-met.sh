# A unit that is not started, since a condition is not met; systemctl says that all is well.
expect=caught
words='behaviour (is inactive|was not started)'
behave() {
  unit_old 'exec sleep 600'
  printf '[Unit]\nConditionPathExists=/nowhere\n' >when.conf
  playbook '  - copy: { from: when.conf, to: /etc/systemd/system/behaviour.service.d/when.conf }' '  - restart: { systemd: behaviour }' \
    '  - healthy: { systemd: behaviour, within: 3s }'
}
