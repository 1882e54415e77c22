# The end of the script.

# await SECONDS: the gates passed here; others decide. No order in time means no.
await() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  journal "state gated" || fail "cannot write the journal"
  event "state gated"
  clock
  a_end=$((now + $1))
  while [ ! -e "$set/control/commit" ]; do
    gate_abort
    clock
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
