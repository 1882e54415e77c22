# frozen: every process of the host stands still; its kernel still accepts connections.
fault_set() {
  echo 1 >"$host_cgroup/payload/cgroup.freeze"
  within 10 grep -q '^frozen 1' "$host_cgroup/payload/cgroup.events" || fail "frozen: '$host' still moves"
}
fault_clear() { echo 0 >"$host_cgroup/payload/cgroup.freeze"; }
