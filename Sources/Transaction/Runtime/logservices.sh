# Logs of units and containers: each look takes what came since the last one.

# unit_match KIND UNIT: how journalctl is told of a unit of that systemd, in $match.
unit_match() {
  match=--unit=$2
  [ "$1" != systemd_user ] || match=--user-unit=$2
}

# unit_invocation KIND UNIT: its running process in $invocation.
unit_invocation() {
  invocation=$(ask_systemd "$1" show -p InvocationID "$2" 2>/dev/null)
  invocation=${invocation#*=}
}

# unit_cursor KIND UNIT: its last entry in $k_mark; nothing if it has none. `--after-cursor` passes over the first entry that matches, so
# the cursor has to be one of the same matches.
unit_cursor() {
  unit_match "$@"
  k_mark=$(bounded journalctl -q -n 1 --show-cursor -o cat "$match" 2>/dev/null)
  case $k_mark in
    *"-- cursor: "*) k_mark=${k_mark##*"-- cursor: "} ;;
    *) k_mark= ;;
  esac
}

# unit_look ID
unit_look() {
  eval "u_from=\$m_from_$1 u_name=\$m_name_$1 u_manager=\$m_manager_$1"
  unit_match "$u_manager" "$u_name"
  cursor=
  u_last='more'
  [ "$q_left" -eq 1 ] || u_last=last
  sift_stream "$1" "$u_last" unit_lines "${u_from:+--after-cursor=$u_from}" --show-cursor "$match" || return 1
  [ -z "$cursor" ] || eval "m_from_$1=\$cursor"
}

# unit_lines WORD...: the journal; an empty word is none.
unit_lines() {
  [ -n "$1" ] || shift
  TZ=UTC bounded journalctl -q --no-pager -a --no-hostname -o short-iso-precise "$@"
}

# The lines of the old process of a unit since its last look; none as long as that process is the one that runs.
unit_old() {
  eval "u_old=\${m_old_$q_mark-}"
  [ -n "$u_old" ] || return 0
  unit_invocation "$u_manager" "$u_name"
  [ "$invocation" != "$u_old" ] || return 0
  unit_lines "${u_from:+--cursor=$u_from}" "_SYSTEMD_INVOCATION_ID=$u_old" + "INVOCATION_ID=$u_old" + "USER_INVOCATION_ID=$u_old"
}

# What journald dropped because there was too much of it.
journal_drops() {
  for u_mark in $marks; do
    case $u_mark in
      "${act}"_*) ;;
      *) continue ;;
    esac
    eval "u_from=\$m_mark_$u_mark u_name=\$m_name_$u_mark"
    unit_lines "${u_from:+--cursor=$u_from}" MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e 2>/dev/null |
      grep -F -e " $u_name" | tail -n 3 | sed -e 's/^[^:]*:[^:]*:[^ ]* [^ ]*: //'
  done >"$set/control/log.drops"
  while IFS= read -r u_line; do
    q_lost="journald: $u_line"
    event "noted $step journald: $u_line"
  done <"$set/control/log.drops"
}

# service_look ID: every container of a compose service. Their list is asked for again every fifteenth time.
service_look() {
  eval "s_name=\$m_name_$1 s_project=\$m_project_$1 s_list=\$m_list_$1 s_age=\$m_age_$1"
  if [ $((s_age % 15)) -eq 0 ]; then
    service_list "$1" || return 1
  fi
  eval "m_age_$1=$((s_age + 1))"
  s_last='more'
  [ "$q_left" -eq 1 ] || s_last=last
  for s_id in $s_list; do
    q_clients=$((q_clients + 1))
    eval "s_from=\${m_since_${1}_$s_id-\$m_from_$1}"
    stamp=
    sift_stream "${1}_$s_id" "$s_last" service_lines || return 1
    if [ -n "$stamp" ]; then
      stamp_next
      eval "m_since_${1}_$s_id=\$stamp"
    fi
  done
}

# The containers that a service has now, those that stopped too, in $s_list.
service_list() {
  if [ -z "$s_project" ]; then
    eval "containers \"\$m_manager_$1\" \"\$s_name\"" || return 1
    # shellcheck disable=SC2086 # ids
    s_project=$(bounded docker inspect -f '{{index .Config.Labels "com.docker.compose.project"}}' ${ids%%"$N"*}) || return 1
    eval "m_project_$1=\$s_project"
  fi
  s_list=$(bounded docker ps -a -q --no-trunc --filter "label=com.docker.compose.project=$s_project" \
    --filter "label=com.docker.compose.service=$s_name" --filter label=com.docker.compose.oneoff=False) || return 1
  [ -n "$s_list" ] || return 1
  eval "m_list_$1=\$s_list"
}

service_lines() {
  bounded docker logs --timestamps --since "$s_from" "$s_id" 2>&1
}

# A time stamp with nanoseconds in $stamp, and the one that comes next.
stamp_next() {
  s_nano=${stamp##*.}
  s_nano=${s_nano%Z}
  case $s_nano in
    ?????????) ;;
    *) return 0 ;;
  esac
  [ "$s_nano" != 999999999 ] || return 0
  s_nano=$((1$s_nano + 1))
  stamp=${stamp%.*}.${s_nano#1}Z
}

# Since when the new process of a container writes, in $bound: what is older was said by the one before. Its first start
# after the mark counts, since a container that dies is started again and again.
service_bound() {
  bound=
  eval "s_started=\$m_started_$q_mark"
  case $s_started in
    *" $s_id="*) s_started=${s_started#*" $s_id="} ;;
    *) return 0 ;;
  esac
  s_now=$(bounded docker inspect -f '{{.State.StartedAt}}' "$s_id" 2>/dev/null) || return 0
  [ "$s_now" != "${s_started%% *}" ] || return 0
  eval "bound=\${m_bound_${q_mark}_$s_id-} s_mark=\$m_mark_$q_mark"
  [ -z "$bound" ] || return 0
  s_nano=$(bounded docker events --since "$s_mark" --until "$s_now" --filter "container=$s_id" --filter event=start \
    --format '{{.TimeNano}}' 2>/dev/null | head -n 1)
  case $s_nano in
    *[!0-9]* | '') bound=${s_now%Z} ;;
    *)
      bound=$(date -u -d "@${s_nano%?????????}" +%Y-%m-%dT%H:%M:%S)
      bound=$bound.${s_nano#"${s_nano%?????????}"}
      ;;
  esac
  eval "m_bound_${q_mark}_$s_id=\$bound"
}
