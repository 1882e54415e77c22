# The words that the checks are made of.

on() { # on HOST COMMAND…: over ssh, as the client
  local host=$1
  shift
  "$lab" client ssh -F "$config" -o ConnectTimeout=3 -o ConnectionAttempts=1 -o BatchMode=yes "$host" "$@" </dev/null
}

# refused_with PATTERN COMMAND…: the command fails and says so.
refused_with() {
  local pattern=$1 output status=0
  shift
  output=$("$@" 2>&1) || status=$?
  echo "$output"
  [ "$status" -ne 0 ] && grep -q -E "$pattern" <<<"$output"
}

# fails COMMAND…: the command fails. A `!` before it would do so too, but ends a check only as its last word.
fails() {
  ! "$@"
}

# soon COMMAND…: the command succeeds within 20 seconds.
soon() {
  local end=$((SECONDS + 20))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# A session that is open on HOST: what is said to it comes back. It ends when the peer is silent for two seconds.
session_open() {
  rm -f "$scratch/say"
  mkfifo "$scratch/say"
  : >"$scratch/heard"
  rm -f "$scratch/left"
  (
    status=0
    "$lab" client ssh -F "$config" -o BatchMode=yes -o ServerAliveInterval=1 -o ServerAliveCountMax=2 "$1" 'echo ready; exec cat' \
      <"$scratch/say" >"$scratch/heard" 2>"$scratch/complaint" || status=$?
    echo "$status" >"$scratch/left"
  ) &
  exec 7>"$scratch/say"
  soon grep -q ready "$scratch/heard"
}

session_answers() {
  local word=word-$RANDOM
  echo "$word" >&7
  soon grep -q "$word" "$scratch/heard"
}

session_close() {
  exec 7>&-
  soon test -s "$scratch/left"
}

# session_lost PATTERN: the session ends by itself, with ssh's own status and a complaint.
session_lost() {
  soon test -s "$scratch/left"
  exec 7>&-
  cat "$scratch/complaint"
  [ "$(cat "$scratch/left")" = 255 ]
  grep -q -E "$1" "$scratch/complaint"
}

connect_ms() { # connect_ms ADDRESS PORT: how long a TCP handshake takes
  "$lab" client python3 -c '
import socket, sys, time
start = time.monotonic()
socket.create_connection((sys.argv[1], int(sys.argv[2])), 10).close()
print(int((time.monotonic() - start) * 1000))' "$1" "$2"
}

processes_of_lab() {
  find /sys/fs/cgroup -path "*/$lab_id/*" -name cgroup.procs -exec cat {} + 2>/dev/null || true
}

# left_over: what is still there of the lab of this test.
left_over() {
  findmnt -n -l -o TARGET,SOURCE | grep -E "^${DEPLOYCTL_LAB}[/ ]|$lab_id" || true
  find /sys/fs/cgroup -maxdepth 3 -name "$lab_id*" 2>/dev/null || true
  find /run/systemd/nspawn -name "$lab_id*" 2>/dev/null || true
  processes_of_lab
  pgrep -f -a "[ /=]${lab_id}[-/]" || true
  [ ! -e "$DEPLOYCTL_LAB" ] || echo "$DEPLOYCTL_LAB"
}

# killed_up COMMAND…: starts an `up` and kills all of its processes at the moment when COMMAND succeeds.
killed_up() {
  local up
  # timeout makes a process group, which all of `up` is in, of its own process id.
  setsid "$lab" up >/dev/null 2>&1 &
  up=$!
  soon "$@"
  kill -9 -- "-$up" 2>/dev/null || true
  processes_of_lab | xargs -r kill -9 2>/dev/null || true
  wait "$up" || true
}
