# From nothing to hosts that answer, and back to nothing.

default_hosts='web units far'

# Ends with status 75 and the reason where one of these hosts cannot boot.
lab_can() {
  local wanted tool
  # shellcheck disable=SC2086 # a list of words
  [ $# -gt 0 ] || set -- $default_hosts
  for wanted; do
    host_load "$wanted"
    for tool in $host_tools; do
      command -v "$tool" >/dev/null || cannot "'$tool', which '$host' needs, is not installed" "'lab/lab packages' installs what is missing"
    done
  done
}

lab_up() {
  local names=() wanted name pids=() pid failed=
  # shellcheck disable=SC2086 # a list of words
  [ $# -gt 0 ] || set -- $default_hosts
  lab_can "$@"
  for wanted; do
    # The hosts in front of another come up with it.
    for name in $(host_way "$wanted"); do
      [[ " ${names[*]} " == *" $name "* ]] || names+=("$name")
    done
  done
  cache_fill "${names[@]}"
  state_make
  # Networks first and one by one: one host's link may end in another host.
  for name in "${names[@]}"; do
    host_load "$name"
    boot_sweep
    net_make "$host_net"
  done
  for name in $(host_names); do
    host_load "$name"
    if [ -n "$(findmnt -n "$host_net")" ] && [ -n "$(findmnt -n "$host_uplink")" ]; then net_plug; fi
  done
  for name in "${names[@]}"; do
    (host_load "$name" && boot_host) &
    pids+=("$!")
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  [ -z "$failed" ] || exit 1
}

# The state folder; one that is there without the lab's mount is not the lab's to fill.
state_make() {
  if ! mountpoint -q "$state"; then
    cgroup_end "$cgroups"
    if [ -d "$state" ] && [ -n "$(ls -A "$state")" ]; then
      fail "'$state' holds files that are not the lab's" 'name another folder in DEPLOYCTL_LAB'
    fi
    mkdir -p "$state"
    mount -t tmpfs -o mode=755 "$lab_id" "$state"
    mount --make-private "$state"
  fi
  mkdir -p "$cgroups" "$state/hosts" "$state/net"
  net_client
  keys_client
  layers_make
}

# Removes what a killed run left of the loaded host; a host that runs, or that lost its power, keeps its files.
boot_sweep() {
  case $(host_state) in
    up) ;;
    off)
      net_unplug
      net_drop "$host_net"
      ;;
    *) host_drop ;;
  esac
}

boot_host() {
  if [ "$(host_state)" != up ]; then
    host_disk
    cgroup_end "$host_cgroup"
    cgroup_end "$cgroups/delay-$host"
    rm -f "$host_folder/off" "$host_folder/faults"/*
    host_traces
    (
      cgroup_enter "$host_cgroup"
      exec setsid "$lab_home/parts/keeper.sh" "$lab_id-$host" --hostname="$host" --directory="$host_folder/root" \
        --network-namespace-path="$host_net" "${host_options[@]}" </dev/null >>"$host_folder/console" 2>&1 9>&-
    )&
  fi
  [ -z "$(ls "$host_folder/faults")" ] || return 0
  boot_answers || fail "'$host' does not answer on port 22" "its console is $host_folder/console"
  within 30 host_ready || fail "'$host' answers, but its services do not" "its console is $host_folder/console"
  : >"$host_folder/complete"
}

# Waits for sshd's banner, in one process: under load a new one for each try is what makes hosts slow.
boot_answers() {
  in_net "$host_uplink" timeout 60 bash -s "$host_address" "$host_cgroup" <<'END' 2>/dev/null
until exec 3<>"/dev/tcp/$1/22" && read -r -t 5 line <&3 && [[ $line == SSH-* ]]; do
  sleep 0.03
  # A host that ended by itself will not answer; it is given a moment to begin.
  [ "$SECONDS" -lt 3 ] || grep -q -x 'populated 1' "$2/cgroup.events" || exit 1
done
END
}

lab_down() {
  local name mount
  cgroup_end "$cgroups"
  for name in $(host_names); do
    host_load "$name"
    host_traces
  done
  for mount in "$state"/net/*; do net_drop "$mount"; done
  mounts_drop "$state"
  rmdir "$state" 2>/dev/null || [ ! -e "$state" ] || fail "'$state' holds files that are not the lab's"
  rmdir --ignore-fail-on-non-empty /run/systemd/nspawn/{locks,propagate,} 2>/dev/null || true
}

lab_status() {
  local name
  printf '%-8s %-7s %-12s %-7s %s\n' HOST STATE ADDRESS LOGIN FAULTS
  for name in $(host_names); do
    host_load "$name"
    printf '%-8s %-7s %-12s %-7s %s\n' "$host" "$(host_state)" "$host_address" "$host_user" "$(fault_list | paste -s -d , | sed 's/,/, /g')"
  done
}
