# read-only PATH: nothing below PATH can be changed; files that are open for writing stay so.
# shellcheck disable=SC2016 # the words are for the shell of the host

fault_adds=1
fault_check() {
  fault_path "${1:-}"
  [ "$1" != / ] || fail 'read-only: the root of a host cannot be made read-only' 'name a folder in it'
}
fault_set() {
  host_run sh -c 'mkdir -p "$0" && mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"' "$1"
}
fault_clear() { host_run sh -c '! grep -q " $0 " /proc/mounts || umount -l "$0"' "$1"; }
