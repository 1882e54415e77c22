# loss [PERCENT]: so many packets of the host are lost in each direction (10).
fault_check() {
  fault_number "${1:-10}" 'a percentage'
  [ "${1:-10}" -le 100 ] || fail "loss: '$1' is more than 100"
}
fault_set() {
  local percent=${1:-10} lose='counter drop'
  [ "$percent" = 100 ] || lose="numgen random mod 100 < $percent counter drop"
  fault_rules "chain in { type filter hook input priority 0; iif lo accept; $lose; }" \
    "chain out { type filter hook output priority 0; oif lo accept; $lose; }"
}
fault_clear() { fault_no_rules; }
