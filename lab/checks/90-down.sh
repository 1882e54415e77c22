# Back to nothing, also for a lab whose processes were killed.

an_up_that_was_killed_at_any_point_is_repeated() { # check
  local point
  for point in "mountpoint -q $DEPLOYCTL_LAB" "test -e $DEPLOYCTL_LAB/net/client" "test -d $DEPLOYCTL_LAB/layers" \
    "test -e $DEPLOYCTL_LAB/hosts/units/root" "test -d $cgroups/web/payload" "test -e $DEPLOYCTL_LAB/hosts/units/complete"; do
    "$lab" down
    # shellcheck disable=SC2086 # a command
    killed_up $point
    "$lab" up
    on web true
    on units true
    on far true
  done
}

hosts_that_were_killed_are_made_anew() { # check
  "$lab" up
  processes_of_lab | xargs -r kill -9 2>/dev/null || true
  soon test "$("$lab" status | grep -c broken)" = 3
  "$lab" up
  on web true
  on units true
  on far true
}

down_ends_commands_of_the_client() { # check
  "$lab" up units
  LAB_DEADLINE=0 "$lab" client sleep 346 &
  soon pgrep -f '[s]leep 346'
  "$lab" down
  soon no_client
}

no_client() { ! pgrep -f '[s]leep 346'; }

down_leaves_nothing() { # check
  "$lab" up web units far ash db kill socket
  "$lab" fault units delay 10
  "$lab" fault web frozen
  "$lab" fault far cable
  "$lab" fault db disk-full /
  local namespaces
  namespaces=$(stat -L -c %i "$DEPLOYCTL_LAB"/net/*)
  "$lab" down
  local left
  left=$(left_over)
  echo "$left"
  [ -z "$left" ]
  # Processes that PID 1 has not reaped yet have no namespaces any more.
  ! lsns -n -t net -o NS | grep -F -x -w "$namespaces"
}

down_twice_is_no_error() { # check
  "$lab" down
  "$lab" down
}
