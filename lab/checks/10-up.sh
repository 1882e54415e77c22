# From nothing to hosts that answer.

three_hosts_come_up_and_answer() { # check
  "$lab" down
  "$lab" up
  [ "$(on web hostname)" = web ]
  [ "$(on units hostname)" = units ]
  [ "$(on far hostname)" = far ]
}

a_second_up_leaves_running_hosts_alone() { # check
  local before after
  before=$(on units cat /proc/sys/kernel/random/boot_id)
  "$lab" up
  after=$(on units cat /proc/sys/kernel/random/boot_id)
  [ "$before" = "$after" ]
}

all_hosts_come_up() { # check
  "$lab" up web units far ash db kill socket
  [ "$("$lab" status | grep -c ' up ')" = 7 ]
  local host
  for host in ash db kill socket; do [ "$(on "$host" hostname)" = "$host" ]; done
}

an_unknown_host_is_named_and_changes_nothing() { # check
  refused_with "no host 'wbe'" "$lab" up wbe
}

an_unknown_fault_is_refused_with_the_list() { # check
  refused_with 'the faults are: .*power' "$lab" fault web earthquake
}

without_root_the_lab_says_why_and_ends_with_75() { # check
  local status=0 output
  output=$(setpriv --reuid 65534 --regid 65534 --clear-groups "$BASH" "$lab" up 2>&1) || status=$?
  echo "$output"
  [ "$status" = 75 ]
  grep -q 'needs root' <<<"$output"
}

nothing_leads_out_of_the_lab() { # check
  refused_with 'Network is unreachable' "$lab" client python3 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 20)'
  refused_with 'Network is unreachable' "$lab" run web /usr/bin/python3 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 20)'
  [ -z "$("$lab" client ip route show default)" ]
}

the_machine_itself_cannot_reach_a_host() { # check
  [ -z "$(ip route show 10.77.0.0/24)" ]
  ! ip -o addr show | grep -E '10\.(77|88)\.0\.'
}

a_host_hides_the_files_of_the_machine() { # check
  [ -z "$(on web 'ls -A /home/runner /srv /opt 2>/dev/null | grep -v :')" ]
  refused_with 'No such file' on web "ls $home"
}
