# A unit that never says it is ready.
expect=caught
words='systemd restart: exit 1'
behave() {
  unit_old 'systemd-notify --ready; exec sleep 600' 'Type=notify
NotifyAccess=all
TimeoutStartSec=3'
  unit_new 'exec sleep 600'
}
