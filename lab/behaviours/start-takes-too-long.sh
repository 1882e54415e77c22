# A unit whose start takes longer than the step may.
expect=caught
words='took longer than 3 s'
behave() {
  unit_old 'systemd-notify --ready; exec sleep 600' 'Type=notify
NotifyAccess=all'
  unit_new 'sleep 60; systemd-notify --ready; exec sleep 600' '' '    timeout: 3s'
}
