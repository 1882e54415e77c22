# A host of the lab: what hosts/NAME.sh says about it, and its folder.

host_names() {
  local file
  for file in "$lab_home"/hosts/*.sh; do basename "$file" .sh; done
}

# host_load NAME: reads what the host is into the variables and functions host_*.
host_load() {
  host=$1
  [ -f "$lab_home/hosts/$host.sh" ] || fail "no host '$host'" "the hosts are: $(host_names | tr '\n' ' ')"
  host_folder=$state/hosts/$host
  host_cgroup=$cgroups/$host
  host_net=$state/net/$host
  host_uplink=$client_net
  host_gateway=$client_address
  host_prefix=24
  host_behind=
  host_user=root
  host_init=systemd
  host_sshd=ssh.service
  host_lower=$layers/added:$layers/hidden:/
  host_options=()
  # The programs of this machine that it runs, and what has to be in the cache folder for it.
  host_tools=
  host_cached=
  # Called before the host boots for the first time, with the folder that becomes the top layer.
  host_dress() { :; }
  # Succeeds once the host's services work, called when sshd answers.
  host_ready() { :; }
  # shellcheck source=/dev/null
  . "$lab_home/hosts/$host.sh"
  host_card=02:77:00:00:$(printf '%02x:%02x' "$(cut -d . -f 2 <<<"$host_address")" "${host_address##*.}")
  [ -z "$host_behind" ] || host_uplink=$state/net/$host_behind
}

# host_way NAME: the hosts on the way to it, the first one first, and itself.
host_way() {
  local way=$1
  host_load "$1"
  while [ -n "$host_behind" ]; do
    way="$host_behind $way"
    host_load "$host_behind"
  done
  echo "$way"
}

# The host's own disk: a tmpfs with the upper layer, over the layers of all.
host_disk() {
  local top=$host_folder/up
  ! mountpoint -q "$host_folder/root" || return 0
  mkdir -p "$host_folder"
  mount -t tmpfs -o "size=$host_disk_size,nr_inodes=$host_disk_inodes,mode=755" "lab-$host" "$host_folder"
  mkdir -p "$host_folder/work" "$host_folder/root" "$host_folder/faults" "$top/etc/ssh"
  tr -d - </proc/sys/kernel/random/uuid >"$top/etc/machine-id"
  echo "$host" >"$top/etc/hostname"
  printf '%s\n' '127.0.0.1 localhost' "127.0.1.1 $host" >"$top/etc/hosts"
  install -m 600 "$(keys_pair "host-$host")" "$top/etc/ssh/ssh_host_ed25519_key"
  install -m 644 "$(keys_pair "host-$host").pub" "$top/etc/ssh/ssh_host_ed25519_key.pub"
  host_dress "$top"
  mount -t overlay "lab-$host" -o "lowerdir=$host_lower,upperdir=$top,workdir=$host_folder/work" "$host_folder/root"
}

# Removes the loaded host: processes, link, disk.
host_drop() {
  cgroup_end "$host_cgroup"
  cgroup_end "$cgroups/delay-$host"
  net_unplug
  net_drop "$host_net"
  host_traces
  [ ! -d "$host_folder" ] || mounts_drop "$host_folder"
  rm -rf "$host_folder"
}

# nspawn keeps these outside; with the folder that is left there it refuses to start again.
host_traces() {
  rm -rf "/run/systemd/nspawn/propagate/$lab_id-$host"
  ! mountpoint -q "$host_folder/root" || rm -f "/run/systemd/nspawn/locks/$(stat -c 'inode-%d:%i' "$host_folder/root")"
}

# mounts_drop FOLDER: unmounts everything at and below FOLDER, the deepest first.
mounts_drop() {
  local mount
  while read -r mount; do
    umount "$mount" 2>/dev/null || umount -l "$mount"
  done < <(findmnt -n -l -o TARGET | grep -E "^$1(/|\$)" | sort -r)
}

# The process that is PID 1 in the loaded host, seen from here.
host_pid() {
  local pid
  while read -r pid; do
    if grep -q -s -E '^NSpid:.*[[:space:]]1$' "/proc/$pid/status"; then
      echo "$pid"
      return 0
    fi
  done < <(find "$host_cgroup/payload" -name cgroup.procs -exec cat {} + 2>/dev/null)
  return 1
}

# Runs a command in the loaded host as its root, in all its namespaces.
host_run() {
  local pid
  pid=$(host_pid) || fail "'$host' is not running" "'lab/lab up $host' boots it"
  nsenter -t "$pid" -m -u -i -n -p -C -r -w -- \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@" 9>&-
}

host_state() {
  if [ -e "$host_folder/off" ]; then
    echo off
  elif [ -e "$host_folder/complete" ] && cgroup_populated "$host_cgroup/payload" && cgroup_populated "$host_cgroup/supervisor"; then
    echo up
  elif [ -e "$host_folder" ]; then
    echo broken
  else
    echo down
  fi
}
