# reboot: the host shuts down in order and boots again; `up` waits until it answers.
fault_lasts=
fault_set() {
  local before words=(reboot) status=0
  [ "$host_init" != systemd ] || words=(systemctl reboot)
  before=$(host_pid)
  rm -f "$host_folder/faults"/*
  host_run "${words[@]}" || status=$?
  # A host that goes down ends whatever runs on it: the command that asked for it too, if it is not gone by then.
  case $status in
    0 | 137 | 143) ;;
    *) fail "reboot: '$host' cannot be asked to: status $status" ;;
  esac
  within 100 rebooted "$before" || fail "reboot: '$host' is still shutting down" "its console is $host_folder/console"
}
rebooted() {
  local now
  now=$(host_pid) && [ "$now" != "$1" ]
}
