# The locks: one of a backup folder, one of what the roots of a host share.

# A lock is a symlink whose target is its record, so that it appears whole or not at all:
# MACHINE:BOOT:NAMESPACE:PID:START:RUN, and for the host's lock :BACKUPS. It is stale only if it names this
# machine and its process is proven dead, and so is the run's worker; a process that cannot be seen counts
# as alive.

boot_identity() {
  read -r i_boot </proc/sys/kernel/random/boot_id 2>/dev/null || i_boot=unknown
}

# What a shell is asked for once, it knows.
lock_identity() {
  [ -z "${i_space-}" ] || return 0
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

# The process that runs this, which need not be that of $$, in $me and $start.
own_process() {
  me=$$
  if process_start self; then
    me=${i_line%% *}
  else
    start=0
  fi
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
    # A zombie is dead; what cannot be read is not, unless it went in this moment.
    read -r i_line 2>/dev/null <"/proc/$1/stat" || [ ! -d "/proc/$1" ]
  else
    # Where init is hidden, so are the processes of others.
    [ -d /proc/1 ]
  fi
}

# end_process PID START: a pid may be another's by now, and with its start time it is not; where there is no
# /proc, it is all there is. What is gone already needs no end.
end_process() {
  if [ ! -e /proc/self/stat ] || { process_start "$1" && [ "$start" = "$2" ]; }; then
    kill -s TERM "$1" 2>/dev/null
  fi
  return 0
}

lock_record() {
  lock_identity
  own_process
  record=$i_machine:$i_boot:$i_space:$me:$start:$run
}

# judge_lock RECORD: $standing is `alive`, `stale`, or `unseen` where neither can be proven; $l_run and
# $l_backups say whose it is.
judge_lock() {
  IFS=:
  # shellcheck disable=SC2086 # split on purpose
  lock_fields $1
  IFS=" 	$N"
  case $1 in
    *:*:*:*:*:*:*) l_backups=${1#*:*:*:*:*:*:} ;;
    *) l_backups=$backups ;;
  esac
  standing=unseen
  [ "$l_machine" = "$i_machine" ] && [ -n "$i_machine" ] && [ "$i_machine" != unknown ] && [ "$i_boot" != unknown ] || return 0
  if [ "$l_boot" != "$i_boot" ]; then
    standing=stale
    return
  fi
  [ "$l_space" = "$i_space" ] || return 0
  judge_process "$l_pid" "$l_start"
  # What a session prepared, a guardian carries on, or a worker whose guardian was killed.
  if read -r l_heir l_since l_session 2>/dev/null <"$l_backups/$l_run/control/guardian" && [ "$l_session" = "$l_pid $l_start" ]; then
    judge_process "$l_heir" "$l_since"
  fi
  [ "$standing" = stale ] || return 0
  if read -r l_heir l_since 2>/dev/null <"$l_backups/$l_run/control/worker"; then
    judge_process "$l_heir" "$l_since"
    return
  fi
  if [ -d "$l_backups/$l_run" ] && [ ! -x "$l_backups/$l_run" ]; then
    standing=unseen
  fi
}

judge_process() {
  if process_dead "$1" "$2"; then
    standing=stale
  elif [ -n "$start" ]; then
    standing=alive
  else
    standing=unseen
  fi
}

lock_is_stale() {
  judge_lock "$1"
  [ "$standing" = stale ]
}

lock_fields() {
  l_machine=${1-}
  l_boot=${2-}
  l_space=${3-}
  l_pid=${4-}
  l_start=${5-}
  l_run=${6-}
}

# Takes the lock of the backup folder, and the host's if $shared says so, always in this order. Fails with
# $holder, if it is somebody's, and $held, the folder of that run's set.
take_locks() {
  host_lock=
  lock_record
  own_record=$record
  take_link "$backups/.lock" || return 1
  [ -n "$shared" ] || return 0
  know_user
  registry
  { [ -d "$registry" ] || mkdir -p "$registry" 2>/dev/null; } && [ -w "$registry" ] || return 0
  record=$own_record:$backups
  if take_link "$registry/.lock"; then
    host_lock=$registry/.lock
    return 0
  fi
  ! is_own "$backups/.lock" "$own_record" || rm -f "$backups/.lock"
  return 1
}

# Of many who find a stale lock, one takes it over: the one who holds a second lock, made like the first,
# and itself taken over if its holder died at it.
take_link() {
  holder=
  ln -s "$record" "$1" 2>/dev/null && return 0
  set -- "$1" "$(readlink "$1")"
  [ -n "$2" ] || return 1
  judge_lock "$2"
  holder=$l_run
  held=$l_backups
  [ "$standing" = stale ] && take_link "$1.takeover" || return 1
  # Judged once more: whoever inherits the lock now sees the second one, and waits.
  [ "$(readlink "$1")" = "$2" ] && lock_is_stale "$2" && rm -f "$1" && ln -s "$record" "$1" 2>/dev/null
  set -- "$1" "$?"
  rm -f "$1.takeover"
  [ "$2" -eq 0 ] || judge_lock "$(readlink "$1")"
  holder=$l_run
  return "$2"
}

# inherit_locks RECORD: the guardian holds the locks of the shell that prepared the run from here on. They stay as they are:
# who judges them finds the guardian in the set, with the process whose lock it has.
inherit_locks() {
  own_record=$1
  IFS=:
  # shellcheck disable=SC2086 # split on purpose
  lock_fields $1
  IFS=" 	$N"
  process_start "$$" || start=0
  printf '%s %s %s\n' "$$" "$start" "$l_pid $l_start" >"$set/control/guardian" || return 1
  host_lock=
  read -r host_lock 2>/dev/null <"$set/control/shared"
  await_takeover "$backups/.lock" && { [ -z "$host_lock" ] || await_takeover "$host_lock"; } || return 1
  holds_both || { is_own "$backups/.lock" "$1" && { [ -z "$host_lock" ] || is_own "$host_lock" "$1:$backups"; }; }
}

# The shell that prepared the run may be dead by now, and its lock be taken over as a stale one, by somebody who looked
# before the guardian stood in the set.
await_takeover() {
  [ -L "$1.takeover" ] || return 0
  run=${set##*/}
  lock_record
  t_tries=0
  until take_link "$1.takeover"; do
    t_tries=$((t_tries + 1))
    [ "$t_tries" -lt 10 ] || return 1
    sleep 1
  done
  rm -f "$1.takeover"
}

# A worker that is the last of its run gives back what its guardian held.
adopt_locks() {
  own_record=$(readlink "$backups/.lock")
  case $own_record in
    *":$run") ;;
    *) own_record=none ;;
  esac
  host_lock=
  read -r host_lock 2>/dev/null <"$set/control/shared"
}

release() {
  [ -z "$host_lock" ] || sweep_takeover "$host_lock"
  sweep_takeover "$backups/.lock"
  set --
  if holds_both; then
    set -- "$host_lock" "$backups/.lock"
  else
    [ -z "$host_lock" ] || ! is_own "$host_lock" "$own_record:$backups" || set -- "$host_lock"
    ! is_own "$backups/.lock" "$own_record" || set -- "$@" "$backups/.lock"
  fi
  [ "$#" -eq 0 ] || rm -f "$@"
}

# Whether there are two and both are this run's, found by one process where readlink takes two paths.
holds_both() {
  [ -n "$host_lock" ] && [ "$(readlink "$backups/.lock" "$host_lock" 2>/dev/null)" = "$own_record$N$own_record:$backups" ]
}

# Whoever died between the two halves of a takeover left its second lock to nobody: the next one found the
# first lock free. It is in nobody's way, but it should not lie there for ever.
sweep_takeover() {
  [ -L "$1.takeover" ] || return 0
  lock_record
  take_link "$1.takeover" && rm -f "$1.takeover"
}

# A lock that somebody was made to remove may be another's by now.
is_own() {
  [ "$(readlink "$1")" = "$2" ]
}

# unlock BODY-LENGTH: takes a lock away from somebody, if it is still the one that was shown.
unlock() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  refused=
  eval "$body"
  set=
  if [ -n "$refused" ]; then
    reply refused
    return 1
  fi
  reply end
}

# unlock_link root|host RECORD MAY-BE-ALIVE WHO REASON: REASON is a quoted word.
unlock_link() {
  u_lock=$backups/.lock
  if [ "$1" = host ]; then
    know_user
    registry
    u_lock=$registry/.lock
  fi
  lock_record
  judge_lock "$2"
  u_run=$l_run
  if [ "$standing" = alive ] && [ -z "$3" ]; then
    refuse - "the run $u_run is at work: its process lives"
  elif ! take_link "$u_lock.takeover"; then
    refuse - "somebody else is about to take this lock over"
  else
    if [ "$(readlink "$u_lock")" != "$2" ]; then
      refuse - "the lock is not the one that was shown any more"
    else
      clock
      umask 022
      # Told before it is done: a lock must not vanish without a word.
      if printf '%s unlocked %s %s %s\n' "$u_run" "$now" "$4" "$5" >>"$backups/history" && sync "$backups/history"; then
        rm -f "$u_lock"
      else
        refuse - "cannot write $backups/history"
      fi
      umask 077
    fi
    rm -f "$u_lock.takeover"
  fi
}
