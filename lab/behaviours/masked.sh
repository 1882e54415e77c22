# A unit that somebody masked: refused.
expect=caught
words='the unit behaviour is masked'
quick=1
behave() {
  unit_old 'exec sleep 600'
  on_host units 'systemctl stop behaviour; rm /etc/systemd/system/behaviour.service; systemctl mask -q behaviour'
  unit_new 'exec sleep 601'
}
proof() { on_host units 'rm -f /etc/systemd/system/behaviour.service; systemctl daemon-reload'; }
