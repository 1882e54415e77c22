# disk-full PATH [KB]: PATH becomes a disk of its own with its files and so much room (0); / is the host's whole disk.
fault_adds=1
fault_check() {
  fault_path "${1:-}"
  [ -z "${2:-}" ] || [ "$2" = 0 ] || fault_number "$2" 'a number of kilobytes'
}
fault_set() {
  if [ "$1" = / ]; then
    disk_limit size "$(disk_used "$((${2:-0} * 1024))")"
  else
    disk_cover "$1" size "$((${2:-0} * 1024))"
  fi
}
fault_clear() {
  if [ "$1" = / ]; then disk_limit size "$host_disk_size"; else disk_return "$1"; fi
}
disk_used() {
  local blocks free size
  read -r blocks free size < <(stat -f -c '%b %f %S' "$host_folder")
  echo $(((blocks - free) * size + $1))
}
