# A unit that says after three seconds that it is ready: well.
expect=fine
behave() {
  unit_old 'systemd-notify --ready; exec sleep 600' 'Type=notify
NotifyAccess=all'
  unit_new 'sleep 3; systemd-notify --ready; exec sleep 600'
}
