# sudoers: accounts that may become another one in some way or other, or may not; `app` is who some of them become.
host_address=10.77.0.19
host_user=careful
host_tools='sudo doas setpriv'
# The password of all is `mellon`, which is a word that nothing else on the host holds.
host_accounts='app odd tty few once doer dora ticket lecture'
host_dress() {
  local top=$1 name id=2200 hash
  for name in passwd shadow group; do cp -p "$layers/added/etc/$name" "$top/etc/$name"; done
  hash=$(openssl passwd -6 -salt deployctl.lab mellon)
  for name in $host_accounts; do
    id=$((id + 1))
    echo "$name:x:$id:$id::/home/$name:/bin/bash" >>"$top/etc/passwd"
    echo "$name:x:$id:" >>"$top/etc/group"
    echo "$name:*:19000:0:99999:7:::" >>"$top/etc/shadow"
    mkdir -p "$top/home/$name/.ssh"
    install -m 600 "$(keys_pair client).pub" "$top/home/$name/.ssh/authorized_keys"
    chmod 700 "$top/home/$name/.ssh"
    chown -R "$id:$id" "$top/home/$name"
  done
  for name in careful $host_accounts; do sed -i "s|^$name:[^:]*:|$name:$hash:|" "$top/etc/shadow"; done
  cat "$layers/added/etc/sudoers" - >"$top/etc/sudoers" <<'RULES'
Defaults:tty requiretty
Defaults:once passwd_tries=1
Defaults:ticket timestamp_type=global
Defaults:lecture lecture=always,use_pty
odd ALL=(app) ALL
tty ALL=(ALL:ALL) NOPASSWD: ALL
few ALL=(ALL:ALL) /usr/bin/systemctl
once ALL=(ALL:ALL) ALL
ticket ALL=(ALL:ALL) ALL
lecture ALL=(ALL:ALL) ALL
RULES
  chmod 440 "$top/etc/sudoers"
  printf '%s\n' 'permit nopass doer as root' 'permit nopass doer as app' 'permit dora as root' >"$top/etc/doas.conf"
  chmod 600 "$top/etc/doas.conf"
}
