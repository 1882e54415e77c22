# A unit that does its work badly.
expect=caught
words='systemd restart: exit 1'
behave() {
  unit_old 'exit 0' 'Type=oneshot
RemainAfterExit=yes'
  unit_new 'exit 3'
}
