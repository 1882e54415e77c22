# The unit's file changes, and systemd reads it again by itself: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
quick=1
behave() {
  unit_old 'exec sleep 600'
  unit_changed 'Environment=VERSION=two'
}
proof() {
  on_host units 'tr "\0" "\n" </proc/$(systemctl show -P MainPID behaviour)/environ | grep -x VERSION=two'
}
