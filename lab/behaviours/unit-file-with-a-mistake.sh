# The unit's new file cannot be used: it does not say what to start.
expect=caught
words='systemd restart: exit 1'
behave() {
  unit_old 'exec sleep 600'
  printf '[Service]\nRestart=sometimes\n' >behaviour.service
  playbook '  - copy: { from: behaviour.service, to: /etc/systemd/system/behaviour.service }' '  - restart: { systemd: behaviour }'
}
