# Waiting, always with an end.

# within SECONDS COMMAND…: repeats COMMAND until it succeeds; 1 when the time is over.
within() {
  local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
  shift
  until "$@"; do
    [ "${EPOCHREALTIME/./}" -lt "$end" ] || return 1
    sleep 0.02
  done
}
