# The unit's new file starts what dies: the old file is back, and systemd knows of it.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'exec sleep 600' 'Environment=VERSION=one'
  unit_changed 'Environment=VERSION=two
ExecStart=
ExecStart=/bin/sh -c "sleep 1; exit 3"'
}
proof() {
  on_host units 'tr "\0" "\n" </proc/$(systemctl show -P MainPID behaviour)/environ | grep -x VERSION=one && systemctl show -p NeedDaemonReload behaviour | grep no'
}
