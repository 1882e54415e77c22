# The end of the script.

# await SECONDS [CONFIRM]: the gates passed here; others decide. No order in time means no. With CONFIRM,
# somebody must attach over a new connection within so many seconds: a run that locked everybody out reverts.
await() {
  act=$((act + 1))
  a_confirm=${2-}
  if [ "$phase" = prepare ] && [ -n "$a_confirm" ]; then
    # There before the first order can come: one that comes early must not count either.
    true >"$set/control/confirm" || refuse "$step" "cannot write to the backup set"
  fi
  [ "$phase" = activate ] || return 0
  journal "state gated" || fail "cannot write the journal"
  event "state gated"
  clock
  a_end=$((now + $1))
  while [ ! -e "$set/control/commit" ]; do
    gate_abort
    clock
    if [ -n "$a_confirm" ]; then
      if [ -e "$set/control/reached" ]; then
        a_confirm=
      elif [ "$now" -ge $((a_end - $1 + a_confirm)) ]; then
        fail "nobody came over a new connection within $a_confirm s: perhaps this run locks everybody out"
      fi
    fi
    [ "$now" -lt "$a_end" ] || fail "no order to commit came within $1 s"
    sleep 0.2 2>/dev/null || sleep 1
  done
}

# keep NUMBER: how many sets stay when the run is committed.
keep() {
  keep=$1
}

commit() {
  [ "$phase" = activate ] || return 0
  gate_abort
  if [ ! -e "$set/control/commit" ]; then
    note "state gated" || fail "cannot write the journal"
  fi
  write_owed || fail "cannot write $backups/owed"
  journal "state committed" || fail "cannot write the journal"
  event "state committed"
  depart
}
