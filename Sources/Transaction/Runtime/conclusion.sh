# After the verdict.

# After the verdict: ledger, history, and the last line of the journal. Recovery repeats it when it was
# cut short, so ledger and history may say a thing twice; readers take the last. A set that was copied
# elsewhere has neither beside it.
finish() {
  read_journal "$set/journal"
  case $state in
    committed) n_outcome=good ;;
    reverted) n_outcome=reverted ;;
    *) n_outcome=stuck ;;
  esac
  if [ -d "$backups/deployed" ]; then
    clock
    if [ "$state" = committed ]; then
      if [ -e "$set/control/tight" ]; then
        forget_deployed
      else
        record_deployed
        keep_known
      fi
    fi
    # Readable by all, without a process for it.
    umask 022
    printf '%s %s %s %s\n' "$run" "$n_outcome" "$now" "$by" >>"$backups/history"
    if [ "$state" = committed ]; then
      for n_run in $undoes; do
        printf '%s %s %s %s\n' "$n_run" bad "$now" "$run" >>"$backups/history"
        settle "$n_run"
      done
      cat "$set/ledger" >>"$backups/deployed/ledger"
    fi
    umask 077
  fi
  veil_evidence
  drop_staged
  keep_reserve
  sync_tree "$backups"
  journal closed
}

# A stuck run whose files this one put back is over: its set keeps nobody away any more.
settle() {
  (
    read_journal "$backups/$1/journal"
    [ "$state" != stuck ] || printf '\n%s state reverted\n%s closed\n' "$now" "$now" >>"$backups/$1/journal"
  )
}

# What only the way there needed goes.
drop_staged() {
  if [ "$state" = committed ]; then
    unshare
  else
    separate
  fi
  drop_new
}

# A revert puts back the very files that were saved, by hard link. Copies take their place in the set, so
# that nobody writes into a backup by writing to the live file; without room for them the set lets go, but
# for a stuck one, which still has something to put back. The linked tree steps aside only for a whole copy,
# and while it is aside nothing is copied again.
separate() {
  for n_tree in files system; do
    n_path=${set:?}/$n_tree
    if [ ! -d "$n_path.linked" ]; then
      [ -d "$n_path" ] || continue
      [ ! -e "$n_path.copy" ] || rm -rf "$n_path.copy"
      if ! cp -a "$n_path" "$n_path.copy" 2>/dev/null; then
        rm -rf "$n_path.copy"
        [ "$state" = stuck ] || rm -rf "$n_path"
        continue
      fi
      mv "$n_path" "$n_path.linked" || continue
    fi
    [ -d "$n_path" ] || mv "$n_path.copy" "$n_path" || continue
    sync_tree "$n_path"
    rm -rf "$n_path.linked"
  done
}

# The last act of whoever holds the lock. The verdict is read from the journal, never remembered.
conclude() {
  read_journal "$set/journal"
  boot_off
  # A stuck run may be taken up again.
  [ "$state" = stuck ] || drop_secrets
  release
  event "end $state"
}
