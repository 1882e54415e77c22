# socket: systemd starts one sshd for each connection and ends what the connection leaves behind.
host_address=10.77.0.17
host_user=deploy
host_sshd=ssh.socket
host_dress() {
  local units=$1/etc/systemd/system
  mkdir -p "$units/multi-user.target.wants" "$units/sockets.target.wants" "$1/etc/ssh/sshd_config.d"
  # Without PAM logind makes no session, and what runs in one stays in the cgroup of the connection's unit.
  echo 'UsePAM no' >"$1/etc/ssh/sshd_config.d/socket.conf"
  # A character device 0:0 in the top layer hides the service that the layers below enable.
  mknod "$units/multi-user.target.wants/ssh.service" c 0 0
  cat >"$units/ssh.socket" <<'END'
[Unit]
Description=OpenBSD Secure Shell server socket
Conflicts=ssh.service
[Socket]
ListenStream=22
Accept=yes
MaxConnections=100
END
  cat >"$units/ssh@.service" <<'END'
[Unit]
Description=OpenBSD Secure Shell server per-connection daemon
After=systemd-user-sessions.service
[Service]
ExecStart=-/usr/sbin/sshd -i
StandardInput=socket
RuntimeDirectory=sshd
RuntimeDirectoryPreserve=yes
END
  ln -s ../ssh.socket "$units/sockets.target.wants/ssh.socket"
}
