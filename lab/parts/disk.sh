# Disks that are full: folders of a host that become a small disk of their own for a while, and its whole disk.

host_disk_size=2g
host_disk_inodes=200000

# disk_limit size|nr_inodes VALUE: the limit of the loaded host's whole disk.
disk_limit() {
  mount -o "remount,$1=$2" "$host_folder"
}

# disk_return PATH: what is on the small disk goes back to the folder it covers, and the disk away.
disk_return() {
  host_run sh -s "$1" <<'END'
set -e
grep -q " $1 " /proc/mounts || exit 0
aside=/run/lab-disk
mkdir -p "$aside"
mount --bind "$1" "$aside"
umount -l "$1"
find "$1" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
cp -a "$aside/." "$1/"
umount -l "$aside"
rmdir "$aside"
END
}
