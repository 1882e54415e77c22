# shellcheck shell=sh
# What the demos show.

# try CODE COMMAND…: prints a command as a person would type it, runs it, and ends the demo unless it ends with CODE.
try() {
  wanted=$1
  shift
  printf '\n$ %s\n' "$*"
  code=0
  "$@" || code=$?
  if [ "$code" -ne "$wanted" ]; then
    echo "exit $code, but $wanted was expected" >&2
    exit 1
  fi
  echo "(exit $code)"
}
