# bandwidth [MBIT]: the link of the host carries so much in each direction (20).
fault_check() {
  fault_number "${1:-20}" 'a number of megabits per second'
  [ ! -e "$host_folder/faults/delay" ] || fail 'bandwidth: packets do not take the link while a delay is set' "'lab/lab clear $host delay' first"
}
fault_set() {
  local mbit=${1:-20}
  in_net "$host_uplink" tc qdisc replace dev "v-$host" root tbf rate "${mbit}mbit" burst 32k latency 50ms
  in_net "$host_net" tc qdisc replace dev eth0 root tbf rate "${mbit}mbit" burst 32k latency 50ms
}
fault_clear() {
  in_net "$host_uplink" tc qdisc del dev "v-$host" root 2>/dev/null || true
  in_net "$host_net" tc qdisc del dev eth0 root 2>/dev/null || true
}
