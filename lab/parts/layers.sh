# The layers below every host: this machine's own root, what is hidden of it, what is added to it.
#
# An overlay of `added`, `hidden` and / (in that order) is a Debian system with this machine's packages, without its
# files, services, accounts and keys. `hidden` holds whiteouts only, so that no tool for extended attributes is needed.

layers_make() {
  [ ! -d "$layers" ] || return 0
  layer=$layers.new
  rm -rf "$layer"
  mkdir -p "$layer/hidden" "$layer/added"
  layers_root
  layers_var
  layers_etc
  layers_accounts
  layers_units
  mv "$layer" "$layers"
}

# hide PATH…: PATH of the machine is not there.
hide() {
  local path
  for path; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    mkdir -p "$layer/hidden${path%/*}"
    [ -e "$layer/hidden$path" ] || mknod "$layer/hidden$path" c 0 0
  done
}

# empty MODE PATH…: PATH is an empty folder.
empty() {
  local mode=$1 path
  shift
  for path; do
    hide "$path"
    mkdir -p "$layer/added${path%/*}"
    mkdir -m "$mode" "$layer/added$path"
  done
}

# add PATH: PATH is a file with the contents of the standard input.
add() {
  mkdir -p "$layer/added${1%/*}"
  cat >"$layer/added$1"
}

# Whatever is not the system itself is hidden: the checkout, other people's work, keys.
layers_root() {
  local path
  for path in /* /.[!.]*; do
    case $path in
      /bin | /sbin | /lib | /lib32 | /lib64 | /libx32 | /usr | /etc | /var) ;;
      *) hide "$path" ;;
    esac
  done
  empty 755 /boot /dev /home /media /mnt /opt /proc /run /srv /sys /usr/local
  empty 700 /root
  empty 1777 /tmp
  mkdir -p "$layer/added/usr/local"/{bin,sbin,lib,share,etc}
}

layers_var() {
  local path
  for path in /var/*; do
    case $path in
      /var/lib | /var/run | /var/lock) ;;
      /var/tmp) empty 1777 "$path" ;;
      *) [ ! -d "$path" ] || empty 755 "$path" ;;
    esac
  done
  for path in /var/lib/*; do
    case $path in
      /var/lib/dpkg | /var/lib/pam | /var/lib/dbus | /var/lib/polkit-1 | /var/lib/ucf) ;;
      *) hide "$path" ;;
    esac
  done
  # A folder of its own makes the journal outlive a reboot.
  mkdir -p "$layer/added/var/log/journal"
}

layers_etc() {
  hide /etc/rc?.d /etc/fstab /etc/crypttab /etc/machine-id /etc/hostname /etc/resolv.conf /etc/environment /etc/motd \
    /etc/ld.so.preload /etc/cron* /etc/*-
  empty 755 /etc/systemd/system /etc/ssh /etc/profile.d /etc/apt /etc/docker /etc/postgresql /etc/sysctl.d /etc/sudoers.d \
    /etc/update-motd.d /etc/systemd/journald.conf.d /etc/systemd/logind.conf.d
  hide /etc/sysctl.conf
  add /etc/sudoers <<'END'
Defaults env_reset
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
deploy ALL=(ALL:ALL) NOPASSWD: ALL
careful ALL=(ALL:ALL) ALL
END
  chmod 440 "$layer/added/etc/sudoers"
  add /etc/ssh/sshd_config <<'END'
Include /etc/ssh/sshd_config.d/*.conf
HostKey /etc/ssh/ssh_host_ed25519_key
UsePAM yes
KbdInteractiveAuthentication no
UseDNS no
PrintMotd no
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
END
  mkdir "$layer/added/etc/ssh/sshd_config.d"
}

# The accounts and their ids are the same on every machine; the password of all but root is `lab`.
# shellcheck disable=SC2016 # a password hash
layers_accounts() {
  local hash='$6$deployctl.lab$kv88/47aAP8KxfbK3x.sci63HobMZDhHqtgpKLgBwlWVfaL1KOctsE4lUHoNMl5G/DFoVhM0AKTOxfDPTf9Pr/'
  local name id=2000 day=19000
  awk -F: '$3 < 1000 || $3 == 65534 { if ($1 == "root") { $6 = "/root"; $7 = "/bin/bash" } print }' OFS=: /etc/passwd | add /etc/passwd
  awk -F: '{ print $1 ":*:19000:0:99999:7:::" }' "$layer/added/etc/passwd" | add /etc/shadow
  awk -F: '$3 < 1000 || $3 == 65534 { $4 = ""; if ($1 ~ /^(systemd-journal|docker)$/) $4 = "deploy"; print }' OFS=: /etc/group | add /etc/group
  for name in deploy careful guest; do
    id=$((id + 1))
    echo "$name:x:$id:$id::/home/$name:/bin/bash" >>"$layer/added/etc/passwd"
    echo "$name:$hash:$day:0:99999:7:::" >>"$layer/added/etc/shadow"
    echo "$name:x:$id:" >>"$layer/added/etc/group"
    mkdir "$layer/added/home/$name"
    cp /etc/skel/.[!.]* "$layer/added/home/$name/"
    layers_authorize "/home/$name"
    chown -R "$id:$id" "$layer/added/home/$name"
  done
  layers_authorize /root
  awk -F: '{ print $1 ":!::" }' "$layer/added/etc/group" | add /etc/gshadow
  chmod 640 "$layer/added/etc/shadow" "$layer/added/etc/gshadow"
  chgrp shadow "$layer/added/etc/shadow" "$layer/added/etc/gshadow"
}

layers_authorize() {
  mkdir -m 700 "$layer/added$1/.ssh"
  install -m 600 "$(keys_pair client).pub" "$layer/added$1/.ssh/authorized_keys"
}

layers_units() {
  local unit units=$layer/added/etc/systemd/system
  mkdir -p "$units/multi-user.target.wants" "$units/ssh.service.d"
  ln -s /lib/systemd/system/multi-user.target "$units/default.target"
  ln -s /lib/systemd/system/ssh.service "$units/multi-user.target.wants/ssh.service"
  # Accounts but root are turned away until then, and a host that answers is taken for one that is up.
  printf '[Unit]\nAfter=systemd-user-sessions.service\n' >"$units/ssh.service.d/after.conf"
  for unit in getty.target console-getty.service systemd-firstboot.service systemd-update-utmp-runlevel.service \
    e2scrub_all.timer fstrim.timer man-db.timer dpkg-db-backup.timer apt-daily.timer apt-daily-upgrade.timer; do
    ln -s /dev/null "$units/$unit"
  done
}
