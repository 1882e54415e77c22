# Commands of the people who use the lab: on a host, and as its client.

lab_run() {
  [ $# -gt 0 ] || fail 'no host is named' "$usage"
  host_load "$1"
  shift
  [ $# -gt 0 ] || set -- "$([ "$host_init" = systemd ] && echo bash || echo sh)" -l
  host_run "$@"
}

clock_library=$(echo /usr/lib/*/faketime/libfaketimeMT.so.1)

# Runs a command in the client's namespace. It ends with the lab, and after LAB_DEADLINE seconds (0: no deadline).
lab_client() {
  local words=()
  if [ "${1:-}" = --clock ]; then
    [ $# -ge 2 ] || fail '--clock needs an offset such as +3h' "$usage"
    [ -e "$clock_library" ] || cannot 'libfaketime is not installed' "'lab/lab packages' installs what is missing"
    # Waits and deadlines of the command go by the monotonic clock, which stays true.
    words=(env "LD_PRELOAD=$clock_library" "FAKETIME=$2" FAKETIME_DONT_FAKE_MONOTONIC=1)
    shift 2
  fi
  [ $# -gt 0 ] || fail 'no command is named' "$usage"
  mountpoint -q "$state" || fail 'the lab is down' "'lab/lab up' boots it"
  cgroup_enter "$cgroups/client"
  local deadline=(timeout -k 5 "${LAB_DEADLINE:-300}")
  # In a process group of its own a command could not read from the terminal.
  [ ! -t 0 ] || deadline=(timeout --foreground -k 5 "${LAB_DEADLINE:-300}")
  exec "${deadline[@]}" nsenter --net="$client_net" -- "${words[@]}" "$@"
}
