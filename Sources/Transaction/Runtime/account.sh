# Commands of the playbook, with the account's own environment.

# account SECONDS OUTPUT COMMAND [ARGUMENT...]: a command of the playbook with the account's own
# environment, no input of ours, output to a file (a daemon that kept a pipe open would hang us). It gets a
# process group of its own, so that after SECONDS it is ended with all that it started; $late tells of that.
account() {
  c_seconds=$1
  c_output=$2
  shift 2
  late=
  if ! have_secrets; then
    late=lost
    true >"$c_output"
    return 125
  fi
  # What a command prints of its secrets comes to no disk.
  c_file=$c_output
  [ "$veils" -eq 0 ] || c_file=$secret_folder/output
  clock
  c_begin=$now
  # That of GNU makes a group of its own; and what a guardian started has no terminal that a command could ask anything.
  c_alone=setsid
  [ -z "${has_guardian-}" ] || ! is_of_gnu timeout || c_alone=
  (
    # Written by the command itself, before it is one: a worker that is killed now leaves no command unknown.
    process_start self
    printf '%s %s\n' "${i_line%% *}" "$start" >"$set/control/command"
    own_environment
    export_secrets
    DEPLOYCTL_RUN=$run
    DEPLOYCTL_SET=$set
    export DEPLOYCTL_RUN DEPLOYCTL_SET
    c_command=$1
    shift
    # shellcheck disable=SC2086 # a word or none
    exec $c_alone timeout -k 5 "$c_seconds" /bin/sh -c "$c_command" sh "$@"
  ) </dev/null >"$c_file" 2>&1 &
  c_pid=$!
  while :; do
    wait "$c_pid"
    c_code=$?
    # A signal that we trap ends the wait, not the command.
    if [ "$c_code" -le 128 ] || ! kill -0 "$c_pid" 2>/dev/null; then
      break
    fi
  done
  clock
  case $c_code in
    124 | 137 | 143)
      if [ $((now - c_begin)) -ge "$c_seconds" ]; then
        late=1
        kill -s KILL -- "-$c_pid" 2>/dev/null
      fi
      ;;
  esac
  [ "$c_file" = "$c_output" ] || veil_file "$c_file" "$c_output"
  return "$c_code"
}

# The number of this account in $user.
know_user() {
  [ -n "${user-}" ] || user=$(id -u)
}

# What the account had before we came, in the subshell that calls it.
own_environment() {
  PATH=$DEPLOYCTL_PATH
  if [ -n "$DEPLOYCTL_LC_ALL" ]; then
    LC_ALL=$DEPLOYCTL_LC_ALL
  else
    unset LC_ALL
  fi
  umask "$DEPLOYCTL_UMASK"
  unset DEPLOYCTL_ACCOUNT DEPLOYCTL_PATH DEPLOYCTL_LC_ALL DEPLOYCTL_UMASK DEPLOYCTL_STATE
}

# is_of_gnu NAME: whether a program is one of its own where systems keep theirs, and so that of GNU; asked once for each.
is_of_gnu() {
  case ${gnu-} in
    *" $1 "*) return 0 ;;
    *" not-$1 "*) return 1 ;;
  esac
  a_path=$(command -v "$1") || a_path=
  # shellcheck disable=SC3013 # not in POSIX, but in every sh we run under
  case $a_path in
    /bin/* | /usr/bin/*) [ ! -L "$a_path" ] && ! [ "$a_path" -ef /bin/busybox ] && gnu="${gnu-} $1 " && return 0 ;;
  esac
  gnu="${gnu-} not-$1 "
  return 1
}

# Commands can be ended in time only by a `timeout` that knows -k; asked once.
can_end_commands() {
  [ -z "${able-}" ] || return 0
  able=1
  is_of_gnu timeout || timeout -k 1 60 true 2>/dev/null || refuse "$step" "this host has no timeout that knows -k: commands could hang for ever"
}

# A command that a dead worker was waiting for must not go on beside the revert.
end_command() {
  read -r c_pid c_start 2>/dev/null <"$set/control/command" || return 0
  if process_start "$c_pid" && [ "$start" = "$c_start" ]; then
    kill -s KILL -- "-$c_pid" 2>/dev/null
  fi
}

# The last lines of a file, as `out` events of the present step.
show_tail() {
  [ -s "$1" ] || return 0
  tail -c 16384 "$1" | tail -n "$2" | tr -d '\000\r' | show_lines
}

show_lines() {
  while IFS= read -r s_line || [ -n "$s_line" ]; do
    event "out $step $s_line"
  done
}

# status_words CODE SECONDS: how a command ended, in $words.
status_words() {
  case $late:$1 in
    lost:*) words="needs the secret '$missing', which is not here any more: deployctl recover PLAYBOOK supplies it" ;;
    1:*) words="took longer than $2 s and was ended" ;;
    :126) words='cannot be executed (exit 126)' ;;
    :127) words='is not there (exit 127)' ;;
    *) words="exit $1" ;;
  esac
}
