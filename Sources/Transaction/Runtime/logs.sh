# The gate that watches logs.

# logs KIND SECONDS CASE PATTERN PLACE...: fails on a line written since the mark.
logs() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  gate_abort
  q_seconds=$2
  q_case=
  [ "$3" = ignore ] && q_case=-i
  q_pattern=$4
  clock
  q_end=$((now + q_seconds))
  q_left=1
  while :; do
    clock
    [ "$now" -ge "$q_end" ] && q_left=0
    for q_mark in $marks; do
      case $q_mark in
        "${act}"_*) logs_look "$q_mark" || fail "$failure" ;;
      esac
    done
    [ "$q_left" -eq 1 ] || break
    gate_abort
    sleep 1
  done
  event "ok $step quiet for $q_seconds s"
}

# One look at everything since the mark, so that no line is missed because it came in two halves.
logs_look() {
  eval "z_kind=\$m_kind_$1 z_names=\$m_names_$1"
  if [ "$z_kind" = file ]; then
    if [ "$q_left" -eq 1 ]; then
      [ -e "$z_names" ] || return 0
      # shellcheck disable=SC3013 # not in POSIX, but in every sh we run under; the last look does without
      [ "$z_names" -nt "$set/control/mark-$1" ] || return 0
    fi
    true >"$set/control/mark-$1"
  fi
  # shellcheck disable=SC2086 # -i or nothing
  { log_lines "$1" || true >"$set/control/unreadable"; } | grep -a -q $q_case -E -e "$q_pattern"
  z_code=$?
  # What cannot be read is not quiet.
  if [ "$z_code" -gt 1 ] || { [ "$z_code" -eq 1 ] && [ -e "$set/control/unreadable" ]; }; then
    failure="the log cannot be read: $z_names"
    return 1
  fi
  [ "$z_code" -eq 0 ] || return 0
  failure="the log matches: $z_names"
  # shellcheck disable=SC2086 # -i or nothing
  log_lines "$1" | grep -a -m 5 $q_case -E -e "$q_pattern" | tr -d '\000\r' | show_lines
  logs_shown=1
  return 1
}

# The lines since a mark. A file rotated by rename goes on beside itself; one that shrank began anew.
log_lines() {
  eval "y_kind=\$m_kind_$1 y_names=\$m_names_$1 y_from=\$m_from_$1"
  case $y_kind in
    file) eval "file_lines \"\$y_names\" \"\$y_from\" \"\$m_inode_$1\"" ;;
    journal)
      set --
      [ -z "$y_from" ] || set -- "--after-cursor=$y_from"
      for y_name in $y_names; do
        set -- "$@" -u "$y_name"
      done
      journalctl -q --no-pager -o cat "$@"
      ;;
    compose)
      for y_name in $y_names; do
        containers "$y_name" || return 1
        for y_id in $ids; do
          bounded docker logs --since "$y_from" "$y_id" 2>&1 || return 1
        done
      done
      ;;
  esac
}

# file_lines PATH SIZE INODE
file_lines() {
  y_now=$(stat -L -c '%i %s' "$1" 2>/dev/null) || y_now='0 0'
  y_first=$(($2 + 1))
  if [ "${y_now% *}" != "$3" ]; then
    y_old=$(stat -L -c '%i %s' "$1.1" 2>/dev/null) || y_old='0 0'
    if [ "${y_old% *}" = "$3" ] && [ "$3" != 0 ]; then
      tail -c "+$y_first" "$1.1" || return 1
    fi
    y_first=1
  elif [ "${y_now#* }" -lt "$2" ]; then
    y_first=1
  fi
  [ -e "$1" ] || return 0
  tail -c "+$y_first" "$1"
}

# What the watched logs say since the first change; a failure is explained there, and a revert buries it.
show_logs() {
  for w_mark in $marks; do
    log_lines "$w_mark" 2>/dev/null | tail -n 200 >"$set/evidence/log-$w_mark"
    [ -n "${logs_shown-}" ] || show_tail "$set/evidence/log-$w_mark" 12
  done
}
