# The network of the lab: a namespace without a way out, where the client is, and one for each host, joined by veth links.
#
#   client 10.77.0.1 ── bridge ─┬─ web 10.77.0.11
#                               ├─ units 10.77.0.12 ── 10.88.0.1 ── far 10.88.0.2
#                               └─ …
# A namespace lives as a bind mount below $state/net, never in /run/netns: `ip netns exec` remounts /sys, which hides
# the cgroups.

# in_net NAMESPACE COMMAND…
in_net() {
  local namespace=$1
  shift
  nsenter --net="$namespace" -- "$@"
}

net_make() {
  [ -z "$(findmnt -n "$1")" ] || return 0
  mkdir -p "${1%/*}"
  : >"$1"
  unshare --net="$1" true
  in_net "$1" ip link set lo up
}

net_drop() {
  [ -e "$1" ] || return 0
  while findmnt -n "$1" >/dev/null; do umount "$1" || return 1; done
  rm -f "$1"
}

net_client() {
  net_make "$client_net"
  [ -z "$(in_net "$client_net" ip -o link show dev lab up 2>/dev/null)" ] || return 0
  in_net "$client_net" ip link delete lab 2>/dev/null || true
  in_net "$client_net" ip -batch - <<END
link add lab type bridge
addr add $client_address/24 dev lab
link set lab up
END
}

# Takes every link of the loaded host away, those to hosts behind it as well. They would go with the namespace, but
# some time after it, when there are new ones of the same names.
net_unplug() {
  [ -n "$(findmnt -n "$host_net")" ] || return 0
  in_net "$host_net" ip -o link show type veth | sed 's/^[0-9]*: \([^@:]*\).*/link delete \1/' | in_net "$host_net" ip -force -batch -
}

# Gives the loaded host its link, unless it has it. The last step is what tells a whole link from half of one.
net_plug() {
  [ -z "$(in_net "$host_net" ip -o link show dev eth0 up 2>/dev/null)" ] || return 0
  in_net "$host_net" ip link delete eth0 2>/dev/null || true
  # The address of the card is fixed: neighbours would look for the old one for seconds when a host comes back.
  in_net "$host_uplink" ip link add "v-$host" type veth peer name eth0 address "$host_card" netns "$host_net"
  if [ -n "$host_behind" ]; then
    in_net "$host_uplink" ip addr add "$host_gateway/$host_prefix" dev "v-$host"
  else
    in_net "$host_uplink" ip link set "v-$host" master lab
  fi
  in_net "$host_uplink" ip link set "v-$host" up
  in_net "$host_net" ip addr add "$host_address/$host_prefix" dev eth0
  in_net "$host_net" ip link set eth0 up
}
