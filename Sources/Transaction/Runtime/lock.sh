# The lock of a backup folder.

# The lock is a symlink whose target is its record, so that it appears whole or not at all:
# MACHINE:BOOT:NAMESPACE:PID:START:RUN. It is stale only if it names this machine and its process is
# proven dead, and so is the run's worker; a process that cannot be seen counts as alive.

boot_identity() {
  read -r i_boot </proc/sys/kernel/random/boot_id 2>/dev/null || i_boot=unknown
}

lock_identity() {
  read -r i_machine </etc/machine-id 2>/dev/null || i_machine=unknown
  boot_identity
  i_space=$(readlink /proc/self/ns/pid 2>/dev/null) || i_space=unknown
  i_space=${i_space#*\[}
  i_space=${i_space%\]}
}

# The start time of a living process in $start: with the pid it names one process for ever.
process_start() {
  start=
  read -r i_line 2>/dev/null <"/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # split on purpose; the name in parentheses may hold anything
  process_start_field ${i_line##*) }
}

process_start_field() {
  [ "$#" -ge 20 ] && [ "$1" != Z ] && [ "$1" != X ] || return 1
  shift 19
  start=$1
}

# process_dead PID START
process_dead() {
  if process_start "$1"; then
    [ "$start" != "$2" ]
  elif [ -d "/proc/$1" ]; then
    # A zombie is dead; what cannot be read is not.
    read -r i_line 2>/dev/null <"/proc/$1/stat"
  else
    # Where init is hidden, so are the processes of others.
    [ -d /proc/1 ]
  fi
}

lock_record() {
  lock_identity
  process_start "$$" || start=0
  record=$i_machine:$i_boot:$i_space:$$:$start:$run
}

lock_is_stale() {
  IFS=:
  # shellcheck disable=SC2086 # split on purpose
  lock_fields $1
  IFS=" 	$N"
  [ "$l_machine" = "$i_machine" ] && [ -n "$i_machine" ] && [ "$i_machine" != unknown ] && [ "$i_boot" != unknown ] || return 1
  [ "$l_boot" = "$i_boot" ] || return 0
  [ "$l_space" = "$i_space" ] || return 1
  process_dead "$l_pid" "$l_start" || return 1
  # A worker whose guardian was killed carries the run on.
  if read -r l_pid l_start 2>/dev/null <"$backups/$l_run/control/worker"; then
    process_dead "$l_pid" "$l_start"
  else
    [ ! -d "$backups/$l_run" ] || [ -x "$backups/$l_run" ]
  fi
}

lock_fields() {
  l_machine=${1-}
  l_boot=${2-}
  l_space=${3-}
  l_pid=${4-}
  l_start=${5-}
  l_run=${6-}
}

# Takes the lock or fails with the holder's run in $holder.
take_lock() {
  lock_record
  holder=
  take_link "$backups/.lock"
}

# Of many who find a stale lock, one takes it over: the one who holds a second lock, made like the first,
# and itself taken over if its holder died at it.
take_link() {
  ln -s "$record" "$1" 2>/dev/null && return 0
  set -- "$1" "$(readlink "$1")"
  holder=${2##*:}
  [ -n "$2" ] && lock_is_stale "$2" && take_link "$1.takeover" || return 1
  [ "$(readlink "$1")" = "$2" ] && rm -f "$1" && ln -s "$record" "$1" 2>/dev/null
  set -- "$1" "$?"
  rm -f "$1.takeover"
  return "$2"
}

# The guardian takes the lock over from the shell that prepared the run.
inherit_lock() {
  lock_record
  ln -s "$record" "$backups/.lock.$$" && mv -f "$backups/.lock.$$" "$backups/.lock"
}

release() {
  rm -f "$backups/.lock"
}
