# reboot: the host shuts down in order and boots again; `up` waits until it answers.
fault_lasts=
fault_set() {
  local before
  before=$(host_pid)
  rm -f "$host_folder/faults"/*
  if [ "$host_init" = systemd ]; then host_run systemctl reboot; else host_run reboot; fi
  within 100 rebooted "$before" || fail "reboot: '$host' is still shutting down" "its console is $host_folder/console"
}
rebooted() {
  local now
  now=$(host_pid) && [ "$now" != "$1" ]
}
