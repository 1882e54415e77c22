# Recovery and restoring by hand.

# Finishes a committed run and reverts any other, from the journal and the hashes alone.
recover_run() {
  end_command
  end_torn_lines
  read_journal "$set/journal"
  case $state in
    committed | reverted) ;;
    *)
      event "recovering $step"
      revert
      ;;
  esac
  finish
}

# A line torn by a power cut must not swallow the next one.
end_torn_lines() {
  for r_file in "$set/journal" "$backups/history" "$backups/deployed/ledger"; do
    [ ! -f "$r_file" ] || printf '\n' >>"$r_file"
  done
}

# By hand, or for the controller: what is left of a run. A set that was never let go holds nothing to undo
# and may not even be whole.
recover() {
  enter_dead_set "$1"
  if [ -n "$untouched" ]; then
    release
  else
    load
    if [ -z "$closed" ] || [ "$state" = stuck ]; then
      recover_run
    fi
    conclude
  fi
  printf '%s: %s\n' "$run" "$state"
  [ -z "${owing-}" ] || printf 'a restart is owed, since its service manager does not answer; the next run does it\n'
  [ "$state" != stuck ] && [ -z "${owing-}" ] || exit 5
}

# enter_dead_set SET: the set under its lock, with its journal read; $untouched says that the run changed nothing, and that
# its set is gone. That is also so where a power cut took the journal before its first sync: such a set has staged files,
# which one that somebody saved a part of without its journal has not any more.
enter_dead_set() {
  set=$1
  backups=${set%/*}
  run=${set##*/}
  phase=activate
  step=0
  act=0
  untouched=
  user=
  shared=
  [ ! -f "$set/control/shared" ] || shared=1
  if ! take_locks; then
    [ -n "$holder" ] || fatal "cannot make the lock $backups/.lock"
    fatal "the run $holder is at work here"
  fi
  # Who waited for the lock may come too late.
  if [ ! -d "$set" ]; then
    release
    fatal "there is no set $set any more: it may have been removed just now"
  fi
  read_journal "$set/journal"
  if [ -z "$state" ] && [ ! -e "$set/control/worker" ] && [ -d "$set/new" ]; then
    state=preparing
  fi
  load_secrets
  case $state in
    preparing | prepared)
      untouched=1
      state=reverted
      boot_off
      drop_secrets
      drop_bases
      discard
      ;;
  esac
}

# Folders on other filesystems are made once the manifest is whole and synced, so one that is not tells of none.
drop_bases() {
  case $(tail -n 1 "$set/manifest" 2>/dev/null) in
    complete*) (load && each_base rm -rf) ;;
  esac
}

# By hand: puts back what the run saved, and says what it did with each file.
restore() {
  enter_dead_set "$1"
  if [ -n "$untouched" ]; then
    release
    printf '%s changed nothing, and its set is removed\n' "$run"
    return
  fi
  load
  boot_off
  if [ "$state" = reverted ]; then
    [ -n "$closed" ] || recover_run
    release
    printf '%s was reverted: everything is as it was before it\n' "$run"
    return
  fi
  end_command
  end_torn_lines
  if [ "$state" = committed ] && [ -z "$closed" ]; then
    finish
  fi
  collect
  # Without its journal, as when only a part of the set was saved, every entry may have been changed. What is staged from
  # here on must not make it look like a set in preparation, should this be cut off.
  if [ -z "$state" ]; then
    begun=$entries
    { mkdir -p "$set/control" && true >>"$set/control/worker" && sync_tree "$set"; } || fatal "cannot write into $set"
  fi
  # A copy would not take the place of a hard link that a revert left there when it died.
  rm -rf "${set:?}/new"
  undo_failed=
  r_moved=
  for r_one in $backwards; do
    case $r_one in checkout:*)
      r_moved=1
      checkout_undo "${r_one#*:}"
      printf 'checkout %s  %s\n' "$words" "$u_folder"
      ;;
    esac
  done
  staging=copy
  put_back
  r_code=$?
  [ -z "$undo_failed" ] || r_code=1
  # shellcheck disable=SC2086 # numbers
  [ -z "$r_changed" ] || each_row show_restored $r_changed
  for r_id in $kept; do
    at "$r_id"
    printf 'kept, since it is not empty  %s\n' "$home/$name"
  done
  for r_id in $unrestored; do
    at "$r_id"
    printf 'NOT restored  %s\n' "$home/$name"
    show_aside "$r_id"
  done
  if [ "$r_code" -eq 0 ]; then
    restored
  else
    drop_new
  fi
  release
  if [ -z "$r_changed$unrestored$r_moved" ]; then
    printf 'everything is already as it was before %s\n' "$run"
  elif grep -q '^service ' "$set/script"; then
    printf 'the services of this run, to be restarted by you:\n'
    grep '^service ' "$set/script"
  fi
  if grep -q '^call ' "$set/script"; then
    printf 'the commands of this run, which are not undone by this:\n'
    grep '^call ' "$set/script"
  fi
  [ "$r_code" -eq 0 ] || exit 5
}

show_restored() {
  case "$unrestored $kept" in *" $id "*) return ;; esac
  case $old in
    absent) printf 'removed  %s\n' "$home/$name" ;;
    *) printf 'restored  %s\n' "$home/$name" ;;
  esac
  show_aside "$id"
}

show_aside() {
  eval "aside=\${aside_$1-}"
  [ -z "$aside" ] || printf 'kept aside %s\n' "$aside"
}

# A committed run stays one, restored by hand; any other is reverted now.
restored() {
  if [ "$state" != committed ]; then
    journal "state reverted"
    finish
    return
  fi
  clock
  if [ -d "$backups/deployed" ]; then
    printf '%s restored %s by-hand\n' "$run" "$now" >>"$backups/history"
    sync "$backups/history"
  fi
  drop_new
}
