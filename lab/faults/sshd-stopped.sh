# sshd-stopped: nothing listens on the host's port 22; sessions that are open live on.
# shellcheck disable=SC2016 # the words are for the shell of the host
fault_set() {
  if [ "$host_init" = systemd ]; then
    host_run systemctl stop "$host_sshd"
  else
    host_run sh -c 'touch /etc/dropbear/stopped; kill "$(cat /run/dropbear.pid)"'
  fi
  within 10 sshd_refuses || fail "sshd-stopped: something still answers on $host"
}
fault_clear() {
  if [ "$host_init" = systemd ]; then
    host_run systemctl start "$host_sshd"
  else
    host_run rm -f /etc/dropbear/stopped
  fi
}
sshd_refuses() {
  # shellcheck disable=SC2016 # the words are for the inner shell
  ! in_net "$host_net" timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/22"' "$host_address" 2>/dev/null
}
