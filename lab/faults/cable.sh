# cable: the link of the host is down.
fault_set() { in_net "$host_uplink" ip link set "v-$host" down; }
fault_clear() { in_net "$host_uplink" ip link set "v-$host" up; }
