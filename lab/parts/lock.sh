# One command changes the lab at a time.

# The lock lies in the cache folder: the state folder comes and goes.
lock_take() {
  mkdir -p "$cache"
  chmod 700 "$cache"
  exec 9>"$cache/$lab_id.lock"
  flock -w "$1" 9 || fail "another command of the lab is still at work after $1 s"
}
