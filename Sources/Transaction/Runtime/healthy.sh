# The gate that waits for health.

# healthy WITHIN EVERY STABLE KIND ARGUMENT...
healthy() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      if ! healthy_wait "$@"; then
        gate_abort
        fail "$failure"
      fi
      event "ok $step $measured after $((now - g_start)) s"
      ;;
    evidence)
      shift 3
      evidence_service "$@"
      ;;
    undo)
      # What could not be restarted cannot be proven either.
      [ -n "$undone_services" ] && [ -z "$owing" ] || return 0
      # What was not well before need not become it now.
      case $before in
        *" $act=unhealthy "*)
          h_within=$1
          [ "$h_within" -le 5 ] || h_within=5
          shift
          set -- "$h_within" "$@"
          ;;
      esac
      if healthy_wait "$@"; then
        event "proven $step $measured"
      else
        case $before in
          *" $act=unhealthy "*) event "was-unhealthy $step $failure" ;;
          *)
            event "undo-failed $step the old version is not healthy: $failure"
            undo_failed=1
            ;;
        esac
      fi
      ;;
  esac
}

# Healthy is what stays so for STABLE seconds as the same process: one that dies and is started anew looks
# well each time.
healthy_wait() {
  g_within=$1
  g_every=$2
  g_stable=$3
  shift 3
  check_limit=$g_within
  [ "$check_limit" -le 30 ] || check_limit=30
  clock
  g_start=$now
  g_since=
  g_tries=0
  g_changes=0
  g_identity=
  while :; do
    g_tries=$((g_tries + 1))
    if check "$@"; then
      clock
      if [ "$identity" != "$g_identity" ]; then
        [ -z "$g_identity" ] || g_changes=$((g_changes + 1))
        g_identity=$identity
        g_since=
      fi
      [ -n "$g_since" ] || g_since=$now
      [ $((now - g_since)) -ge "$g_stable" ] && return 0
    else
      clock
      g_since=
      if [ -n "$hopeless" ]; then
        failure="not healthy: $measured"
        healthy_explain "$@"
        return 1
      fi
    fi
    g_spent=$((now - g_start))
    if [ "$g_spent" -ge $((g_within + g_stable)) ] || { [ -z "$g_since" ] && [ "$g_spent" -ge "$g_within" ]; }; then
      failure="not healthy within $g_within s: $measured ($g_tries tries)"
      healthy_explain "$@"
      return 1
    fi
    if [ "$phase" = activate ] && aborted; then
      failure="interrupted"
      return 1
    fi
    sleep "$g_every" 2>/dev/null || sleep 1
  done
}

# What the last attempt saw, and who knows more.
healthy_explain() {
  [ "$g_changes" -eq 0 ] || failure="$failure, started anew $g_changes times"
  if [ "$1" = http ]; then
    head -c 300 "$set/evidence/check" | tr -d '\000\r' | show_lines
    return
  fi
  h_kind=$1
  shift
  explain "$h_kind" 15 "$@"
  show_tail "$set/evidence/check" 15
}
