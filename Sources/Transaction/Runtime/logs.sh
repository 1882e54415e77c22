# The gate that watches logs.

# watch KIND SECONDS CASE MODE BUDGET KNOWN FAIL IGNORE READY PLACE...: fails on lines written since the mark. MODE is
# `gate` or `observe`; KNOWN is `count` or `pass`, for lines such as there were before; IGNORE and READY may be empty.
watch() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  gate_abort
  q_seconds=$2
  logs_case "$3"
  q_mode=$4
  q_budget=$5
  q_known_pass=
  [ "$6" = count ] || q_known_pass=1
  q_fail=$7
  q_ignore=$8
  q_ready=$9
  logs_begin
  clock
  q_start=$now
  q_end=$((now + q_seconds))
  q_left=1
  while :; do
    clock
    [ "$now" -lt "$q_end" ] || q_left=0
    logs_look || fail "$failure"
    [ "$q_left" -eq 1 ] || break
    # What came just before the line that ends the wait still counts: one more look takes what may have gone on.
    [ "$q_waiting" -ne 0 ] || { q_left=0 && continue; }
    logs_pause
  done
  logs_close
  if [ -n "$q_ready" ] && [ "$q_waiting" -ne 0 ]; then
    failure="no line matches 'ready' within $q_seconds s:$q_silent"
    [ "$q_mode" = observe ] || fail "$failure"
    event "noted $step $failure"
  fi
  logs_account
  clock
  case $q_waiting:$q_mode in
    0:*) event "ok $step ready after $((now - q_start)) s: $words" ;;
    *:observe) event "ok $step observed for $q_seconds s: $words" ;;
    *) event "ok $step quiet for $q_seconds s: $words" ;;
  esac
}

logs_case() {
  q_case=
  [ "$1" != ignore ] || q_case=-i
}

logs_begin() {
  q_seen=0
  q_matched=0
  q_ignored=0
  q_known=0
  q_old=0
  q_fresh=0
  q_dropped=0
  q_lost=
  q_waiting=1
  q_silent=
  true >"$set/control/log.fresh"
  true >"$set/control/log.noted"
}

# Two seconds between two looks, and one more for each container: a client of docker costs as much as all the rest of a look.
# An order to stop is heard in between.
logs_pause() {
  q_pause=$((2 + q_clients))
  [ "$q_pause" -le 10 ] || q_pause=10
  while [ "$q_pause" -gt 0 ]; do
    gate_abort
    sleep 1
    clock
    [ "$now" -lt "$q_end" ] || return 0
    q_pause=$((q_pause - 1))
  done
}

# One look at what came since the last one, at every place of this act.
logs_look() {
  q_waiting=0
  q_silent=
  q_clients=0
  for q_mark in $marks; do
    case $q_mark in
      "${act}"_*) ;;
      *) continue ;;
    esac
    eval "z_kind=\$m_kind_$q_mark z_name=\$m_name_$q_mark"
    failure="the log cannot be read: $z_name"
    case $z_kind in
      file) file_look "$q_mark" || return 1 ;;
      journal) unit_look "$q_mark" || return 1 ;;
      compose) service_look "$q_mark" || return 1 ;;
    esac
    logs_judge || return 1
    if [ -z "$q_ready" ] || eval "[ -z \"\${m_ready_$q_mark-}\" ]"; then
      q_waiting=$((q_waiting + 1))
      q_silent="$q_silent $z_name"
    fi
  done
  return 0
}

# Whether there are more lines that match than are allowed.
logs_judge() {
  q_bad=$q_fresh
  [ -n "$q_known_pass" ] || q_bad=$((q_fresh + q_known))
  if [ "$q_mode" = observe ] || [ "$q_bad" -le "$q_budget" ]; then
    return 0
  fi
  failure="the log matches: $z_name"
  [ "$q_budget" -eq 0 ] || failure="$failure ($q_bad lines, $q_budget allowed)"
  logs_account
  event "noted $step $words"
  if [ -s "$set/control/log.fresh" ]; then
    mv -f "$set/control/log.fresh" "$set/evidence/step-$step-matches"
    head -n 40 "$set/evidence/step-$step-matches" | show_lines
  fi
  logs_shown=1
  return 1
}

# What was counted, in $words.
logs_account() {
  words="$q_seen lines"
  [ "$q_matched" -eq 0 ] || words="$words, $q_matched match"
  [ "$q_ignored" -eq 0 ] || words="$words, $q_ignored ignored"
  [ "$q_known" -eq 0 ] || words="$words, $q_known known"
  [ "$q_old" -eq 0 ] || words="$words, $q_old of the old process"
  [ "$q_dropped" = 0 ] || words="$words, $q_dropped bytes dropped"
  [ -z "$q_lost" ] || words="$words, $q_lost"
}

# The end of a gate that passed: what was passed over is shown, and what journald did not even keep.
logs_close() {
  case $z_kind in
    journal) journal_drops ;;
  esac
  [ "$q_mode" != observe ] || logs_note 40 "$set/control/log.fresh"
  logs_note 12 "$set/control/log.noted"
}

# logs_note COUNT FILE: so many lines of a file for the report.
logs_note() {
  q_count=$1
  while [ "$q_count" -gt 0 ] && IFS= read -r s_line; do
    event "noted $step $s_line"
    q_count=$((q_count - 1))
  done <"$2"
}

# What the watched logs say since the first change; a failure is explained there, and a revert buries it.
show_logs() {
  for w_mark in $marks; do
    logs_since "$w_mark" 2>/dev/null | tail -n 200 >"$set/evidence/log-$w_mark"
    [ -n "${logs_shown-}" ] || show_tail "$set/evidence/log-$w_mark" 12
  done
}

# logs_since MARK: what a place says since the mark, as far as it is not much.
logs_since() {
  eval "w_kind=\$m_kind_$1 w_name=\$m_name_$1 w_from=\$m_mark_$1 w_manager=\$m_manager_$1"
  case $w_kind in
    file)
      w_stat=$(stat -L -c '%i %s %Y' "$w_name") || return 0
      file_stand since "$w_from"
      # Another file, or one that began anew, is shown from its beginning.
      w_size=${w_stat#* }
      w_size=${w_size% *}
      if [ "${w_stat%% *}" != "${w_from%% *}" ] || is_less "$w_size" "$m_offset_since"; then
        block=0
        within=0
      fi
      dd if="$w_name" bs=4096 skip="$block" 2>/dev/null | tail -c "+$((within + 1))" | tail -c 1048576
      ;;
    journal)
      set --
      [ -z "$w_from" ] || set -- "--after-cursor=$w_from"
      unit_match "$w_manager" "$w_name"
      bounded journalctl -q --no-pager -a -n 200 -o short-iso "$@" "$match"
      ;;
    compose)
      containers "$w_manager" "$w_name" || return 0
      for w_id in $ids; do
        bounded docker logs --since "$w_from" --tail 200 --timestamps "$w_id" 2>&1
      done
      ;;
  esac
}
