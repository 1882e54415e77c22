# What a machine must give to carry the lab.

ground_tools='systemd-nspawn ip tc nft ss nsenter unshare findmnt setsid timeout flock ssh ssh-keygen sshd python3 busybox'

# Ends with status 75 and the reason where the lab cannot run.
ground_require() {
  [ "$(uname -s)" = Linux ] || cannot "it needs Linux, this is $(uname -s)"
  [ "$(id -u)" -eq 0 ] || cannot "it needs root, this is $(id -un)"
  local tool
  for tool in $ground_tools; do
    command -v "$tool" >/dev/null || cannot "'$tool' is not installed" "'lab/lab packages' installs what is missing"
  done
  cgroup_root=$(findmnt -n -t cgroup2 -o TARGET | sed -n 1p)
  [ -n "$cgroup_root" ] || cannot "no cgroup2 file system is mounted"
  [ -w "$cgroup_root/cgroup.procs" ] || cannot "'$cgroup_root' cannot be written to"
  cgroups=$cgroup_root/$lab_id
  # The rest is found out by trying, and only while no lab is up: a lab that is up is the proof.
  mountpoint -q "$state" || ground_try
}

ground_try() {
  # shellcheck disable=SC2016 # the words are for the inner shell
  timeout 10 unshare --mount --net --pid --fork sh -c '
    set -e
    mount -t tmpfs none /mnt
    mkdir /mnt/up /mnt/work /mnt/root
    mount -t overlay none -o "lowerdir=/,upperdir=/mnt/up,workdir=/mnt/work" /mnt/root
    ip link add v0 type veth peer name v1' 2>/dev/null ||
    cannot 'namespaces, tmpfs, overlayfs or veth links are refused' 'run it as the real root, not in an unprivileged container'
  [ "$(systemd-nspawn --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')" -ge 252 ] ||
    cannot 'systemd-nspawn is older than 252'
}
