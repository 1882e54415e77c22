# Retention: old sets go, but never what somebody may still need.

# pick_old KEEP: the sets that may go into $old_sets, newest first.
#
# A rollback undoes a run and every later one, so committed sets go from the old end only: all before the
# newest KEEP that still count as good. Runs that were reverted are counted for themselves: the newest KEEP
# stay. A set that is unfinished, stuck, foreign or not in the history is never among them.
pick_old() {
  old_sets=
  o_names=' '
  o_count=0
  o_order=
  [ "$1" -ge 1 ] && [ -f "$backups/history" ] || return 0
  while read -r o_run o_outcome _; do
    case $o_run in '' | .* | *[!A-Za-z0-9_.-]*) continue ;; esac
    case $o_names in
      *" $o_run:"*)
        o_number=${o_names#*" $o_run:"}
        o_number=${o_number%% *}
        ;;
      *)
        # A history may name thousands of runs whose sets are long gone.
        if [ -L "$backups/$o_run" ] || [ ! -f "$backups/$o_run/manifest" ]; then
          continue
        fi
        o_count=$((o_count + 1))
        o_number=$o_count
        o_names="$o_names$o_run:$o_number "
        eval "o_run_$o_number=\$o_run o_since_$o_number="
        ;;
    esac
    eval "o_outcome_$o_number=\$o_outcome"
    # Its place is where it was decided, not where it was undone later.
    case $o_outcome in
      good | reverted)
        eval "o_since=\$o_since_$o_number"
        [ -z "$o_since" ] || continue
        eval "o_since_$o_number=1"
        o_order="$o_number $o_order"
        ;;
    esac
  done <"$backups/history"
  o_good=0
  o_failed=0
  for o_number in $o_order; do
    eval "o_run=\$o_run_$o_number o_outcome=\$o_outcome_$o_number"
    read_journal "$backups/$o_run/journal"
    case $closed:$state in
      1:committed)
        if [ "$o_good" -ge "$1" ]; then
          old_sets="$old_sets $o_run"
        elif [ "$o_outcome" = good ]; then
          o_good=$((o_good + 1))
        fi
        ;;
      1:reverted)
        o_failed=$((o_failed + 1))
        [ "$o_failed" -le "$1" ] || old_sets="$old_sets $o_run"
        ;;
    esac
  done
}

# remove_sets RUN...: out of sight by one rename each, which is made to last, and only then taken apart; what
# a crash leaves in `.gone` is no set any more and goes with the next removal, or when a run prepares.
remove_sets() {
  clear_gone
  [ -d "$backups/.gone" ] || mkdir -m 0700 "$backups/.gone" || return 1
  x_list=
  x_number=0
  for x_run do
    x_number=$((x_number + 1))
    eval "x_set_$x_number=\$backups/\$x_run"
    x_list="$x_list \"\$x_set_$x_number\""
  done
  eval "mv -f -- $x_list \"\$backups/.gone/\"" && sync "$backups" "$backups/.gone" && clear_gone
}

# What a removal left that died, or a session that brought large contents.
clear_gone() {
  clear_incoming
  [ ! -d "$backups/.gone" ] || rm -rf "${backups:?}/.gone"
}

# retain: after a commit, in the lock. It is a courtesy: whatever fails here takes nothing from the run.
retain() {
  [ -n "$keep" ] || return 0
  pick_old "$keep"
  [ -n "$old_sets" ] || return 0
  # shellcheck disable=SC2086 # names of runs
  if remove_sets $old_sets 2>"$set/evidence/retention"; then
    for x_run in $old_sets; do
      event "removed $x_run"
    done
    rm -f "$set/evidence/retention"
  else
    event "not-removed $(tail -n 1 "$set/evidence/retention")"
  fi
}

# prune BODY-LENGTH: removes sets that a person agreed to, as far as they are still old when the lock is held.
prune() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  refused=
  eval "$body"
  if [ -n "$refused" ]; then
    reply "refused $refused"
    return 1
  fi
  reply end
}

# prune_sets BACKUPS KEEP RUN...
prune_sets() {
  backups=$1
  p_keep=$2
  shift 2
  run=prune
  shared=
  if ! take_locks; then
    refused="cannot make the lock $backups/.lock"
    [ -z "$holder" ] || refused="locked by the run $holder"
    return
  fi
  pruning=1
  pick_old "$p_keep"
  p_list=
  for p_run do
    case "$old_sets " in
      *" $p_run "*) p_list="$p_list $p_run" ;;
      *) reply "still-needed $p_run" ;;
    esac
  done
  # shellcheck disable=SC2086 # names of runs
  if [ -n "$p_list" ] && ! p_text=$(remove_sets $p_list 2>&1); then
    refused="not all could be removed: ${p_text%%"$N"*}"
  fi
  for p_run in $p_list; do
    [ -d "$backups/$p_run" ] || reply "removed $p_run"
  done
  release
  pruning=
}
