# Faults between the client and a host: what the client sees, and that clear undoes it.

a_cut_cable_is_silence() { # check
  session_open units
  "$lab" fault units cable
  refused_with 'timed out|No route to host' on units true
  session_lost 'not responding'
  "$lab" clear units
  on units true
}

a_session_outlives_a_short_cut() { # check
  session_open web
  "$lab" fault web cable
  "$lab" clear web
  session_answers
  session_close
}

a_firewall_that_drops_is_a_timeout() { # check
  "$lab" fault units drop
  refused_with 'timed out' on units true
  "$lab" clear units
  on units true
}

reset_ends_sessions_and_refuses_new_ones() { # check
  session_open units
  "$lab" fault units reset
  (trap '' PIPE && echo lost >&7) || true
  session_lost 'reset|Broken pipe|closed'
  refused_with 'refused' on units true
  "$lab" clear units
  on units true
}

hangup_ends_sessions_and_no_more() { # check
  session_open units
  "$lab" fault units hangup
  session_lost 'reset|Broken pipe|closed'
  on units true
}

loss_slows_and_does_not_break() { # check
  "$lab" fault web loss 20
  on web true || on web true || on web true
  "$lab" client nsenter --net="$DEPLOYCTL_LAB/net/web" nft list table inet lab_loss | grep -E 'packets [1-9]'
  "$lab" fault web loss 100
  refused_with 'timed out|No route' on web true
  "$lab" clear web
  on web true
}

delay_is_in_every_round_trip() { # check
  session_open units
  "$lab" fault units delay 60
  [ "$(connect_ms 10.77.0.12 22)" -ge 120 ]
  session_answers
  on units true
  "$lab" clear units
  "$lab" client ip route get 10.77.0.12 | grep 'dev lab '
  session_answers
  session_close
  on units true
}

delay_reaches_far_too() { # check
  "$lab" fault far delay 40
  on far true
  "$lab" clear far
  on far true
}

bandwidth_bounds_a_transfer() { # check
  "$lab" fault web bandwidth 8
  local start=${EPOCHREALTIME/./}
  on web head -c 2000000 /dev/zero | wc -c | grep -x 2000000
  [ $((${EPOCHREALTIME/./} - start)) -ge 1500000 ]
  "$lab" clear web
  ! "$lab" client tc qdisc show dev v-web | grep tbf
}

a_stopped_sshd_refuses() { # check
  local host
  for host in units ash socket; do
    "$lab" fault "$host" sshd-stopped
    refused_with 'refused' on "$host" true
    "$lab" clear "$host"
    soon on "$host" true
  done
}

a_session_outlives_a_stopped_sshd() { # check
  session_open units
  "$lab" fault units sshd-stopped
  session_answers
  "$lab" clear units
  session_close
}

a_frozen_sshd_says_nothing() { # check
  local host
  for host in units ash; do
    "$lab" fault "$host" sshd-frozen
    refused_with 'banner' on "$host" true
    "$lab" clear "$host"
    on "$host" true
  done
}

where_no_sshd_waits_none_can_be_frozen() { # check
  refused_with 'no sshd waits' "$lab" fault socket sshd-frozen
}

a_frozen_host_accepts_and_says_nothing() { # check
  session_open units
  "$lab" fault units frozen
  refused_with 'banner' on units true
  session_lost 'not responding'
  "$lab" clear units
  on units true
}

clear_undoes_several_faults_or_one() { # check
  "$lab" fault units delay 20
  "$lab" fault units drop
  "$lab" clear units drop
  "$lab" status | grep -E '^units .*delay 20$'
  on units true
  "$lab" clear units
  "$lab" status | grep -E '^units .*deploy *$'
}
