# What lab/test, lab/scenario, lab/soak and lab/demo have in common: a lab folder that is theirs alone, and checks.
#
# A check is a function that is marked `# check`. It finds the lab's program in `lab`, the configuration of ssh in `config`, the
# folder lab/ in `home`, and a folder for its files in `scratch`.

lab_home=$home
for part in message place ground deadline cgroup; do
  # shellcheck source=/dev/null
  . "$home/parts/$part.sh"
done
lab=$home/lab
config=$ssh_config

# runner_take: from now on, and until this program ends in whatever way, no other runner works in the lab folder.
runner_take() {
  local mark=$cache/$lab_id.runner
  ground_require
  runner_cgroup=$cgroup_root/runner-of-$lab_id
  mkdir -p "$cache"
  chmod 700 "$cache"
  exec 6<>"$mark"
  flock -n 6 || fail "another runner is at work in '$state': $(cat "$mark")" 'wait for its end, or name another folder in DEPLOYCTL_LAB'
  echo "lab/${0##*/}, process $$" >"$mark"
  scratch=$(mktemp -d)
  trap runner_end EXIT
  trap 'exit 130' INT TERM HUP
  # One that was killed may have left a check that is still at work.
  cgroup_end "$runner_cgroup"
}

# Runs a command that may leave something behind it, such as a host: that must not hold the mark of this runner.
runner_apart() {
  "$@" 6>&-
}

runner_end() {
  # A second Ctrl-C would leave hosts behind.
  trap '' INT TERM HUP
  # What is ended here by force is not worth a message of the shell.
  disown -a
  cgroup_end "$runner_cgroup"
  runner_apart "$lab" down
  rm -rf "$scratch"
}

# What a failed check may have left is put in order for the next one.
runner_mend() { :; }

# runner_read FOLDER: reads all files of checks, and their names into `checks`, in the order of the files.
runner_read() {
  local file
  checks=()
  for file in "$1"/*.sh; do
    # shellcheck source=/dev/null
    . "$file"
    mapfile -t -O "${#checks[@]}" checks < <(sed -n 's/^\([a-z0-9_]*\)() { *# check$/\1/p' "$file")
  done
}

# runner_checks FOLDER [PATTERN]: runs the checks whose names match, one after the other. It fails if one of them does.
runner_checks() {
  local name begun passed=0 failed=0
  runner_read "$1"
  for name in "${checks[@]}"; do
    [[ $name =~ ${2:-.} ]] || continue
    begun=${EPOCHREALTIME/./}
    runner_check "$name"
    if [ "$runner_status" -eq 0 ]; then
      passed=$((passed + 1))
      echo "ok    ${name//_/ } ($(runner_seconds "$begun") s)"
    else
      failed=$((failed + 1))
      echo "FAIL  ${name//_/ } (status $runner_status, $(runner_seconds "$begun") s)"
      sed 's/^/      /' "$scratch/output"
      runner_apart runner_mend
    fi
  done
  [ $((passed + failed)) -gt 0 ] || fail "no check matches '${2:-.}'"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# runner_check COMMAND…: a check is a shell of its own that ends at the first command that fails; called in a condition it would not. It runs in
# the background, so that a signal to this runner is heard at once, and in a cgroup of its own, so that nothing of it goes
# on after its end. Its status is in `runner_status`.
runner_check() {
  (
    cgroup_enter "$runner_cgroup"
    set -eE
    trap 'echo "at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND" >&2' ERR
    "$@"
  ) >"$scratch/output" 2>&1 </dev/null 6>&- &
  runner_status=0
  wait "$!" || runner_status=$?
  cgroup_end "$runner_cgroup"
}

runner_seconds() {
  local tenths=$(((${EPOCHREALTIME/./} - $1) / 100000))
  echo "$((tenths / 10)).$((tenths % 10))"
}
