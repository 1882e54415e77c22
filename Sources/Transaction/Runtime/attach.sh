# Coming back to a run: after a lost connection, or by somebody else.

# How things stand with $set, in $life: `gone` (there is no such set), `prepared` (not let go, its session
# lives), `working`, `closed`, `dead` (it has no verdict, and nobody works at it). The lock is read before
# the journal, since the last line of the journal comes before the lock is given back.
run_life() {
  life=gone
  state=
  closed=
  [ -d "$set" ] || return 0
  lock_identity
  l_record=$(readlink "$backups/.lock") || l_record=
  life=dead
  if [ "${l_record##*:}" = "$run" ] && ! lock_is_stale "$l_record"; then
    life=working
  fi
  read_journal "$set/journal"
  case $life:$closed:$state in
    *:1:*) life=closed ;;
    working::preparing | working::prepared) life=prepared ;;
    dead::) [ -d "$set" ] || life=gone ;;
  esac
}

# attach BODY-LENGTH BYTE: follows the events of a run from that byte on, counted from 1. A run that is
# gone or dead has nothing to follow; the session can then do something about it.
attach() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  eval "$body"
  run_life
  if [ "$life" != gone ] && [ ! -r "$set/events" ]; then
    refuse - "cannot read $set"
    reply refused
    return 1
  fi
  # Being here is the proof that one can still come here.
  if [ "$life:$state" = working:gated ] && true >"$set/control/reached"; then
    fresh=1
  fi
  reply "attached ${i_boot:-unknown} ${state:-none} ${closed:-0} $life"
  case $life in
    gone | dead)
      set=
      reply end
      ;;
    closed)
      reply following
      tail -c "+$2" "$set/events"
      printf 'end %s\n' "$state"
      ;;
    *)
      reply following
      tail -c "+$2" -f "$set/events" &
      note_follower
      process_start "$$"
      session_start=$start
      watch_run &
      note_watcher
      ;;
  esac
}

# A guardian tells its own session when it is gone, but no other: those have to look. It takes two looks to
# believe it, since the last event comes after the lock is given back.
watch_run() {
  trap - EXIT
  w_over=
  while :; do
    sleep 1
    # A session that was killed cannot end its follower.
    ! process_dead "$$" "$session_start" || break
    run_life
    case $life in
      working | prepared)
        w_over=
        continue
        ;;
    esac
    [ -z "$w_over" ] || break
    w_over=1
  done
  end_process "$follower" "$follower_start"
  printf 'end %s\n' "${state:-none}"
}

# The controller said `go` and lost the connection, and the session that heard it or did not still waits:
# nobody will come back to that one. Its end removes what it prepared; a guardian is deaf to this.
dismiss() {
  [ -n "$set" ] || return 1
  run_life
  [ "$life" = prepared ] || return 0
  end_process "$l_pid" "$l_start"
}
