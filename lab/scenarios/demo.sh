# The demo, for it is what people try first.

demo() {
  DEPLOYCTL_BINARY=$binary DEPLOYCTL_LAB_DEMO=$DEPLOYCTL_LAB-demo TMPDIR=$scratch/demo exec "$home/../scripts/demo" "$@"
}

# demo_left: what is still there of a demo; its processes are those in the check's cgroup but the check itself.
demo_left() {
  local pid
  (
    DEPLOYCTL_LAB=$DEPLOYCTL_LAB-demo
    # shellcheck source=parts/place.sh
    . "$home/parts/place.sh"
    left_over
  )
  ls -A "$scratch/demo"
  while read -r pid; do
    grep -q -s lab/scenario "/proc/$pid/cmdline" || ps -o pid=,args= -p "$pid" || true
  done <"$runner_cgroup/cgroup.procs"
}

demo_is_gone() { [ -z "$(demo_left)" ]; }

# demo_shows WORDS...: each is in what it prints, in this order.
demo_shows() {
  local words place=1 at
  for words; do
    at=$(tail -n "+$place" "$scratch/shown" | grep -n -e "$words")
    place=$((place + ${at%%:*}))
  done
}

the_demo_shows_a_host_with_docker() { # check
  mkdir -p "$scratch/demo"
  (demo) >"$scratch/shown" 2>&1 || { cat "$scratch/shown" && false; }
  demo_shows '"maths", "maths"' 'committed deduplication_fix_' '\["maths", "physics"\]' 'RuntimeError: no such event' \
    'reverted, everything is as it was' '(exit 4)' '\["maths", "physics"\]' ' good ' 'rollback .* root@web:/root/projects/lms [0-9_]*$' \
    'committed rollback_' '"maths", "maths"' 'deduplication_fix_.* bad'
  demo_left
  soon demo_is_gone
}

the_demo_works_on_loopback_too() { # check
  mkdir -p "$scratch/demo"
  (demo --loopback) >"$scratch/shown" 2>&1 || { cat "$scratch/shown" && false; }
  demo_shows 'committed greeting_' 'hello world' 'reverted, everything is as it was' '(exit 4)' 'hello world' 'committed rollback_' 'helo world'
  demo_left
  soon demo_is_gone
}

ctrl_c_ends_a_demo_and_leaves_nothing() { # check
  local way pid status
  mkdir -p "$scratch/demo"
  for way in '' --loopback; do
    export -f demo
    # What is waited for below must not be what another demo said.
    : >"$scratch/shown"
    # A shell lets its background commands ignore Ctrl-C, which a terminal does not.
    # shellcheck disable=SC2086 # a word or none
    binary=$binary home=$home scratch=$scratch setsid env --default-signal=INT bash -c 'demo "$@"' demo $way >"$scratch/shown" 2>&1 &
    pid=$!
    within 100 grep -q 'will run' "$scratch/shown"
    kill -INT -- "-$pid"
    status=0
    wait "$pid" || status=$?
    cat "$scratch/shown"
    echo "status $status"
    [ "$status" = 130 ]
    ! grep committed "$scratch/shown" || false
    demo_left
    soon demo_is_gone
  done
}
