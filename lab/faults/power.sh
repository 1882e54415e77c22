# power: the host loses its power; `up` boots it again with its files as they were.
fault_lasts=
fault_set() {
  : >"$host_folder/off"
  # First the links, then the processes, then the sockets: a machine without power says no goodbye.
  net_unplug
  cgroup_end "$cgroups/delay-$host"
  cgroup_end "$host_cgroup"
  net_drop "$host_net"
  rm -f "$host_folder/faults"/*
}
