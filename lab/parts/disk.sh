# Disks that are full: folders of a host that become a small disk of their own for a while, and its whole disk.

host_disk_size=2g
host_disk_inodes=200000

# disk_limit size|nr_inodes VALUE: the limit of the loaded host's whole disk.
disk_limit() {
  mount -o "remount,$1=$2" "$host_folder"
}

# disk_cover PATH size|nr_inodes ROOM: PATH becomes a small disk with its files and room for ROOM more bytes or files. It is
# made aside and bound into its place when it is as it shall be: until then PATH is the folder that it was.
disk_cover() {
  host_run sh -s "$@" <<'END'
set -e
aside=/run/lab-disk
mkdir -p "$1" "$aside"
mount -t tmpfs tmpfs "$aside"
cp -a "$1/." "$aside/"
case $2 in
  size)
    set -- "$@" $(stat -f -c '%b %f %S' "$aside")
    # A size of 0 would mean no limit: an empty disk gets one block.
    limit=$((($4 - $5) * $6 + $3 + ($4 == $5) * 4096))
    ;;
  nr_inodes)
    set -- "$@" $(stat -f -c '%c %d' "$aside")
    limit=$(($4 - $5 + $3))
    ;;
esac
mount -o "remount,$2=$limit" "$aside"
mount --bind "$aside" "$1"
umount "$aside"
rmdir "$aside"
END
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
