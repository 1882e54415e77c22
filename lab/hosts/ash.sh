# ash: busybox and dropbear, without systemd, bash, sftp, sudo and GNU tools; logs in as root.
host_address=10.77.0.14
host_init=busybox
host_tools='dropbear dropbearkey dropbearconvert'
host_lower=$layers/ash
host_dress() {
  ash_layer
  rm -r "$1/etc/ssh"
  mkdir -p "$1/etc/dropbear"
  dropbearconvert openssh dropbear "$(keys_pair "host-$host")" "$1/etc/dropbear/key" 2>/dev/null
}
ash_layer() {
  local layer=$layers/ash.new
  [ ! -d "$layers/ash" ] || return 0
  rm -rf "$layer"
  mkdir -p "$layer"/{dev,proc,sys,run,etc/dropbear,home,mnt,srv,usr/lib,var/log,var/tmp}
  mkdir -m 1777 "$layer/tmp"
  mkdir -m 700 "$layer/root" "$layer/root/.ssh"
  install -m 600 "$(keys_pair client).pub" "$layer/root/.ssh/authorized_keys"
  ln -s /run "$layer/var/run"
  closure_busybox "$layer"
  closure_copy "$layer" /usr/sbin/dropbear "$(command -v dropbearkey)" /lib/*/libnss_files.so.2
  printf '%s\n' 'root:*:0:0:root:/root:/bin/sh' 'nobody:*:65534:65534:nobody:/:/bin/false' >"$layer/etc/passwd"
  printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$layer/etc/group"
  echo /bin/sh >"$layer/etc/shells"
  echo 'passwd: files' >"$layer/etc/nsswitch.conf"
  echo 'ID=lab-ash' >"$layer/etc/os-release"
  printf '::sysinit:/bin/hostname -F /etc/hostname\n::respawn:/etc/dropbear/run\n' >"$layer/etc/inittab"
  cat >"$layer/etc/dropbear/run" <<'END'
#!/bin/sh
# init runs this again and again; the file `stopped` keeps sshd from coming back.
[ ! -e /etc/dropbear/stopped ] || exec sleep 1
exec dropbear -F -E -r /etc/dropbear/key -P /run/dropbear.pid
END
  chmod +x "$layer/etc/dropbear/run"
  mv "$layer" "$layers/ash"
}
