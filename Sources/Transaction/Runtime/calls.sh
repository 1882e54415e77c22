# Calls: commands of the playbook, which only their authors know.

# call SERVICE SECONDS STATUSES UNDO COMMAND [unless|creates|probe QUESTION]: announced only when it is needed, so that
# what did not run is never undone.
call() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      if ! call_needed "$1" "${6-}" "${7-}"; then
        event "ok $step not needed"
        return 0
      fi
      announce call
      if ! call_do "$1" "$2" "$3" "$5"; then
        gate_abort
        fail "$failure"
      fi
      # Nobody knows what it wrote.
      sync || fail "cannot sync what the command wrote"
      event "ok $step"
      ;;
    collect)
      case $acts in *" $act "*) ;; *) return 0 ;; esac
      case $undone in *" $act "*) return 0 ;; esac
      eval "u_secrets_$act=\$step_secrets u_step_$act=\$step u_service_$act=\$1 u_seconds_$act=\$2 u_undo_$act=\$4"
      backwards="call:$act $backwards"
      ;;
  esac
}

# call_needed SERVICE WORD QUESTION
call_needed() {
  case $2 in
    '') return 0 ;;
    creates)
      [ ! -e "$3" ] && [ ! -L "$3" ]
      return
      ;;
  esac
  r_file=$set/evidence/step-$step-$2
  call_in "$1" 20 "$r_file" "$3"
  r_code=$?
  if [ -z "$late" ]; then
    case $2:$r_code in
      unless:0 | probe:1) return 1 ;;
      unless:* | probe:0) return 0 ;;
    esac
  fi
  status_words "$r_code" 20
  show_tail "$r_file" 10
  fail "$2: $words"
}

# call_do SERVICE SECONDS STATUSES COMMAND
call_do() {
  r_file=$set/evidence/step-$step-run
  rm -f "$set/control/told"
  true >"$r_file"
  tell "$r_file" &
  r_teller=$!
  call_in "$1" "$2" "$r_file" "$4"
  r_code=$?
  true >"$set/control/told"
  wait "$r_teller"
  if [ -z "$late" ]; then
    case ,$3, in *",$r_code,"*) return 0 ;; esac
  fi
  status_words "$r_code" "$2"
  failure="command: $words"
  show_tail "$r_file" 20
  return 1
}

# call_in SERVICE SECONDS OUTPUT COMMAND: on the host, or in a container. Ending the client ends nothing in there, so
# that the command is given its time there too, and a mark by which it is found.
call_in() {
  if [ -z "$1" ]; then
    account "$2" "$3" "$4"
    return
  fi
  # shellcheck disable=SC2016 # the container's own words
  compose_account "compose${1#"${1%%,*}"}" "$2" "$3" exec -T "${1%%,*}" sh -c \
    'DEPLOYCTL_CALL=$1; export DEPLOYCTL_CALL; if timeout -k 1 5 true 2>/dev/null; then exec timeout -k 5 "$2" sh -c "$3"; fi; exec sh -c "$3"' \
    sh "$run-$act" "$2" "$4"
}

# end_contained SERVICE MARK: what a command that was cut off has left at work in its container.
end_contained() {
  # shellcheck disable=SC2016 # the container's own words
  compose_account "compose${1#"${1%%,*}"}" 20 "$set/evidence/check" exec -T "${1%%,*}" sh -c \
    'for p in /proc/[0-9]*; do if tr "\000" "\n" <$p/environ 2>/dev/null | grep -q -x "DEPLOYCTL_CALL=$1"; then kill -s KILL ${p#/proc/}; fi; done' \
    sh "$2"
}

# call_undo ACT: by what the playbook says. It may be repeated after a crash, until the journal has it.
call_undo() {
  u_act=$1
  u_here=$step
  eval "step_secrets=\$u_secrets_$1 step=\$u_step_$1 u_service=\$u_service_$1 u_seconds=\$u_seconds_$1 u_undo=\$u_undo_$1"
  [ -z "$u_service" ] || end_contained "$u_service" "$run-$u_act"
  if [ -z "$u_undo" ]; then
    event "not-undone $step"
  else
    r_file=$set/evidence/step-$step-undo
    act=$u_act-undo
    call_in "$u_service" "$u_seconds" "$r_file" "$u_undo"
    r_code=$?
    if [ "$r_code" -eq 0 ]; then
      # Else a power cut could leave the line without what it tells of.
      sync && journal "undone $u_act"
      event "taken-back $step"
    else
      status_words "$r_code" "$u_seconds"
      show_tail "$r_file" 20
      event "undo-failed $step undo: $words"
      undo_failed=1
    fi
  fi
  step=$u_here
}

# tell FILE: says what a command prints while it runs, as far as somebody may want to read that; and ends the command
# when it is ordered to.
tell() {
  t_from=1
  t_count=0
  t_polls=0
  while :; do
    t_last=
    if [ -e "$set/control/told" ] || ! kill -0 "$me" 2>/dev/null; then
      t_last=1
    elif aborted; then
      end_command
    fi
    tell_new "$1"
    if [ -n "$t_last" ]; then
      return
    fi
    t_polls=$((t_polls + 1))
    if [ "$t_polls" -gt 20 ] || ! sleep 0.1 2>/dev/null; then
      sleep 1
    fi
  done
}

tell_new() {
  while [ "$t_count" -lt 200 ]; do
    t_text=$(tail -c "+$t_from" "$1" | head -c 8192 | tr '\000\r' ' \n' && echo x)
    t_text=${t_text%x}
    case $t_text in
      '') return ;;
      *"$N"*) t_text=${t_text%"$N"*}$N ;;
      *)
        # A line that is not at its end yet, unless it is one of those that never end.
        if [ -z "$t_last" ] && [ "${#t_text}" -lt 8192 ]; then
          return
        fi
        ;;
    esac
    t_from=$((t_from + ${#t_text}))
    while [ -n "$t_text" ]; do
      t_line=${t_text%%"$N"*}
      t_text=${t_text#"$t_line"}
      t_text=${t_text#"$N"}
      t_count=$((t_count + 1))
      if [ "$t_count" -eq 200 ]; then
        event "said $step (more is in $1)"
        return
      fi
      printf 'said %s %.400s\n' "$step" "$t_line" >>"$set/events"
    done
  done
}

# probe_command KEY SECONDS SERVICE COMMAND: a command that only looks, with the account's own environment.
probe_command() {
  [ -n "$entered" ] || return 0
  clock
  p_begin=$now
  if [ -z "$3" ]; then
    p_text=$(ask_command "$2" "$4" | tail -c 4096 | tr -d '\000\r')
  elif find_compose "compose${3#"${3%%,*}"}"; then
    p_text=$(ask_command "$2" "$compose_text" "$compose_folder" "$project" "$compose_files" "$compose_profiles" \
      "$compose_environment" exec -T "${3%%,*}" sh -c "$4" | tail -c 4096 | tr -d '\000\r')
  else
    return 0
  fi
  clock
  p_code=${p_text##*"$N"}
  case $p_code in
    124 | 137 | 143) [ $((now - p_begin)) -lt "$2" ] || p_code=late ;;
  esac
  reply_text "answer $1 $p_code" "${p_text%"$N"*}"
}

# What it printed, and in a last line how it ended.
ask_command() {
  q_seconds=$1
  q_command=$2
  shift 2
  (
    own_environment
    exec setsid timeout -k 5 "$q_seconds" /bin/sh -c "$q_command" sh "$@"
  ) </dev/null 2>&1
  printf '%s%s' "$N" "$?"
}
