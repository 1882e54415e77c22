# delay [MS]: packets between the host and the machine before it take so long in each direction (25).
fault_check() { fault_number "${1:-25}" 'a number of milliseconds'; }
fault_set() {
  local ms=${1:-25} cgroup=$cgroups/delay-$host log=$host_folder/delay.log
  : >"$log"
  (
    cgroup_enter "$cgroup"
    exec setsid /usr/bin/python3 "$lab_home/parts/link.py" "$host_uplink" "d-$host" "$host_net" delay "$ms" \
      </dev/null >"$log" 2>&1 9>&-
  ) &
  within 10 grep -q '^ready' "$log" || fail "delay: no link: $(cat "$log")"
  # The addresses stay: a more specific route leads through the slow link, and connections that are open live on.
  in_net "$host_uplink" ip link set "d-$host" up
  in_net "$host_net" ip link set delay up
  in_net "$host_uplink" ip route add "$host_address/32" dev "d-$host" src "$host_gateway"
  in_net "$host_net" ip route add "$host_gateway/32" dev delay src "$host_address"
}
fault_clear() { cgroup_end "$cgroups/delay-$host"; }
