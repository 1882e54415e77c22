# Messages of the lab: what is wrong on one line, what to do on the next.

# fail MESSAGE [HINT]: ends the lab with status 1.
fail() {
  echo "lab: error: $1" >&2
  [ -z "${2:-}" ] || echo "hint: $2" >&2
  exit 1
}

# cannot MESSAGE [HINT]: ends the lab with status 75, this machine cannot carry it.
cannot() {
  echo "lab: cannot run here: $1" >&2
  [ -z "${2:-}" ] || echo "hint: $2" >&2
  exit 75
}
