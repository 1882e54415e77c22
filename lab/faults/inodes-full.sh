# inodes-full PATH [N]: PATH becomes a disk of its own with its files and room for N more (0); / is the host's whole disk.
fault_adds=1
fault_check() {
  fault_path "${1:-}"
  [ -z "${2:-}" ] || [ "$2" = 0 ] || fault_number "$2" 'a number of inodes'
}
fault_set() {
  if [ "$1" = / ]; then
    local all free
    read -r all free < <(stat -f -c '%c %d' "$host_folder")
    disk_limit nr_inodes "$((all - free + ${2:-0}))"
  else
    disk_cover "$1" nr_inodes "${2:-0}"
  fi
}
fault_clear() {
  if [ "$1" = / ]; then disk_limit nr_inodes "$host_disk_inodes"; else disk_return "$1"; fi
}
