# Go, follow, orders.

# The background process that was just started is the follower, or the watcher, of this session.
note_follower() {
  follower=$!
  process_start "$follower"
  follower_start=$start
}

note_watcher() {
  watcher=$!
  process_start "$watcher"
  watcher_start=$start
}

# Starts the guardian, which outlives this session, and follows the events from here on; orders are read
# from the same input. `tail` is ended by us, since busybox's outlives a dead connection.
go() {
  [ -n "$staged" ] || return 1
  [ -n "$detach" ] || find_detach
  staged=
  # From here on they are the guardian's.
  secret_folder=
  veils=0
  # Who comes back after a lost connection compares this with what it finds.
  boot_identity
  reply "boot $i_boot"
  reply following
  tail -n +1 -f "$set/events" &
  note_follower
  process_start "$$"
  session_start=$start
  outlive "$shell" "$set/runtime" guard "$set" "$shell" "$own_record" "${clock_base-}" </dev/null 2>>"$set/evidence/guardian" | watch_guardian &
  # It holds this session's output open.
  note_watcher
}

# Waits until guardian and worker are gone. If that was not their end, whoever follows must hear of it, and
# a set that was never activated goes.
watch_guardian() {
  w_last=
  while read -r w_word; do
    w_last=$w_word
  done
  if [ "$w_last" = ended ]; then
    # The session ends its follower itself, if it is still there.
    ! process_dead "$$" "$session_start" || end_process "$follower" "$follower_start"
    return
  fi
  # Whoever killed the guardian may have killed the session too; what was told by then still gets out.
  sleep 2
  end_process "$follower" "$follower_start"
  read_journal "$set/journal"
  if [ "$state" = prepared ]; then
    w_words=$(tail -n 1 "$set/evidence/guardian")
    abandon
    state=none
    printf 'fail 0 the guardian did not start: %s\n' "$w_words"
  fi
  printf 'end %s\n' "${state:-none}"
}

# order commit | abort [STEP REASON]: one for a run that has ended meanwhile changes nothing. To abort may be to tell which gate failed
# where the controller looked; the first to say so is believed.
order() {
  [ -n "$set" ] && [ -z "$staged" ] || return 1
  [ -d "$set/control" ] || return 0
  # Where a new connection is asked for, only a session that came after the gates may say yes.
  [ "$1" = abort ] || [ -n "$fresh" ] || [ ! -e "$set/control/confirm" ] || return 0
  [ "$1" != abort ] || ! aborted || return 0
  case ${2:-none} in
    *[!0-9]*) true >"$set/control/$1.new" ;;
    *) printf '%s %s\n' "$2" "$3" >"$set/control/$1.new" ;;
  esac && mv -f "$set/control/$1.new" "$set/control/$1"
}

# Asked now and then by whoever follows: a follower that was killed tells nobody, and a session without one
# ends, so that its controller comes back.
heed() {
  [ -z "$follower" ] || ! process_dead "$follower" "$follower_start"
}

stop_following() {
  [ -z "$watcher" ] || end_process "$watcher" "$watcher_start"
  end_process "$follower" "$follower_start"
  wait "$follower" 2>/dev/null
  follower=
  watcher=
}

# recover BODY-LENGTH SECRETS-LENGTH: finishes what a run of before left, beyond the reach of this session's end.
recover_set() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  eval "$body"
  user=$(id -u)
  [ "${2:-0}" -eq 0 ] || supply_secrets "$2"
  [ -n "$detach" ] || find_detach
  # It compares, copies perhaps and hashes, and says nothing before its end.
  # shellcheck disable=SC2016 # awk's own words
  v_reads=$(awk '
    /^entry / { for (n = NF - 1; n <= NF; n++) if (split($n, part, ":") == 7 && part[1] == "file") bytes += part[5] }
    END { if (bytes >= 100000000) printf "%.0f", 3 * bytes / 1000000 }' "$set/manifest" 2>/dev/null)
  [ -z "$v_reads" ] || reply "reads $v_reads"
  v_text=$(outlive "$shell" "$set/runtime" recover "$set" </dev/null 2>&1)
  v_code=$?
  # This session may now recover the next one, or prepare a run.
  set=
  reply_text "recovered $v_code" "$v_text"
  reply end
}
