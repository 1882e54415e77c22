# Guardian and worker.

enter_set() {
  set=$1
  backups=${set%/*}
  load
  load_secrets
  phase=activate
  step=0
  act=0
}

# Its output is a pipe to the session that said `go`, for as long as that lives: nothing is written there
# before the end, and its end of file tells that guardian and worker are gone.
guard() {
  enter_set "$1"
  shell=$2
  clock_base=${4-}
  has_guardian=1
  trap : HUP INT TERM
  inherit_locks "$3" || fatal "cannot take the lock over"
  # A shell that has read all this already is there at once. Only the kernel can tell it which process it is.
  if [ -e /proc/self/stat ]; then
    work "$set" "$clock_base" "$shell" "$$" &
  else
    "$shell" "$set/runtime" work "$set" "$clock_base" "$shell" "$$" &
  fi
  g_worker=$!
  while :; do
    wait "$g_worker"
    g_code=$?
    if [ "$g_code" -le 128 ] || ! kill -0 "$g_worker" 2>/dev/null; then
      break
    fi
  done
  read_journal "$set/journal"
  [ -n "$closed" ] || recover_run
  conclude
  echo ended
}

# work SET CLOCK SHELL GUARDIAN: carries the script out, in a shell of its own or in one that the guardian forked.
work() {
  [ "${set-}" = "$1" ] || enter_set "$1"
  clock_base=$2
  shell=$3
  w_guardian=$4
  process_start "$w_guardian" || start=
  w_guardian_start=$start
  own_process
  printf '%s %s\n' "$me" "$start" >"$set/control/worker" || exit 1
  # What boots with the new files must be restarted when the old ones come back.
  boot_identity
  note "boot $i_boot"
  # Synced with the first act that is announced; until then there is nothing to take back.
  note "state activating" || fail "cannot write the journal"
  event "state activating"
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  fail "the script ended without a commit"
}

# The end of a worker. One whose guardian was killed is the last of its run, and does what the guardian would have.
depart() {
  finish
  [ "$state" != committed ] || retain
  if [ -n "$w_guardian_start" ] && process_dead "$w_guardian" "$w_guardian_start"; then
    adopt_locks
    conclude
  fi
  exit 0
}
