# Verbs of the transaction script.
#
# The script is read in four phases: `prepare` stages and validates, `activate` does, `collect` and `undo`
# find and undo what the journal says was begun. Every verb counts itself, so that its number is the same
# each time.

fatal() {
  printf 'deployctl: %s\n' "$*" >&2
  exit 70
}

begin() {
  marks=
  keep=
  act=0
  step=0
  step_images=
}

step() {
  step=$1
  step_secrets=
  step_images=
  [ "$phase" = activate ] && event "step $1"
  return 0
}

# The verb's number is announced before it acts.
announce() {
  journal "act $act $*" || fail "cannot write the journal"
}

aborted() {
  [ -e "$set/control/abort" ]
}

fail() {
  event "fail $step $*"
  show_logs
  revert
  depart
}

gate_abort() {
  if aborted; then
    a_step=
    read -r a_step a_reason <"$set/control/abort"
    if [ -n "$a_step" ]; then
      event "fail $a_step $a_reason"
    else
      event "abort $step"
    fi
    revert
    depart
  fi
}
