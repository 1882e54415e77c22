# Cgroups: everything the lab starts is in one, so that it can be found, frozen and ended, whatever it forks.

cgroup_populated() {
  [ -f "$1/cgroup.events" ] && grep -q '^populated 1' "$1/cgroup.events"
}

cgroup_empty() {
  ! cgroup_populated "$1"
}

# Ends every process of a cgroup and removes it.
cgroup_end() {
  [ -d "$1" ] || return 0
  echo 1 >"$1/cgroup.kill"
  # Death is read from here: a dead process may stay in the process table for seconds where PID 1 is slow to reap.
  within 20 cgroup_empty "$1" || fail "processes of '$1' outlive a kill"
  cgroup_remove "$1"
}

# nspawn makes a twin in the named hierarchy of a machine that has both versions of cgroups.
cgroup_remove() {
  local twin
  for twin in "$1" "/sys/fs/cgroup/systemd${1#"$cgroup_root"}"; do
    [ ! -d "$twin" ] || within 5 cgroup_swept "$twin" || fail "'$twin' cannot be removed"
  done
}

cgroup_swept() {
  [ ! -d "$1" ] || find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}

# Moves this shell, and what it starts from now on, into a cgroup.
cgroup_enter() {
  mkdir -p "$1"
  echo 0 >"$1/cgroup.procs"
}
