# A unit that was not there before: well.
expect=fine
behave() {
  behaviour_clear units
  printf '[Service]\nExecStart=/bin/sleep 600\n' >behaviour@.service
  playbook '  - copy: { from: behaviour@.service, to: /etc/systemd/system/behaviour@.service }' '  - start: { systemd: "behaviour@one" }'
}
proof() { on_host units 'systemctl is-active behaviour@one'; }
