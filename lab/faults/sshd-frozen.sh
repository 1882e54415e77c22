# sshd-frozen: the host accepts connections to port 22 and says nothing; sessions that are open live on.
fault_check() {
  [ "$host_sshd" = ssh.service ] || fail "sshd-frozen: no sshd waits for connections on '$host'" "'frozen' stops the whole host"
}
fault_set() { sshd_signal STOP; }
fault_clear() { sshd_signal CONT; }
sshd_signal() {
  local pid
  if [ "$host_init" = systemd ]; then
    pid=$(host_run systemctl show -p MainPID --value ssh.service)
  else
    pid=$(host_run cat /run/dropbear.pid)
  fi
  host_run kill "-$1" "$pid"
}
