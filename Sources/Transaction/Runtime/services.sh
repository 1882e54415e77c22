# Services: started, stopped, given their state back.

# service ACTION KIND SECONDS UNDO WORD...: WORDs are a command and its status, or the names of services.
service() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      announce service
      service_do "$@" || fail "$failure"
      paid "$@"
      event "ok $step"
      ;;
    evidence)
      n_kind=$2
      shift 4
      evidence_service "$n_kind" "$@"
      ;;
    undo)
      case $acts in
        *" $act "*) ;;
        *) service_booted "$1" || return 0 ;;
      esac
      undone_services=1
      service_undo "$@"
      case $? in
        0)
          paid "$@"
          event "undone $step"
          ;;
        1)
          if ! manager_answers "$2" && owe_act "$act"; then
            owing=1
            event "owed $step"
            return 0
          fi
          event "undo-failed $step $failure"
          undo_failed=1
          ;;
        *) event "not-undone $step" ;;
      esac
      ;;
  esac
}

# What the boot started after the run's files were in place runs those, though the run never came to its restart.
service_booted() {
  [ -n "$rebooted" ] && [ -n "$begun" ] || return 1
  case $1 in restart | reload) ;; *) return 1 ;; esac
}

service_do() {
  r_action=$1
  r_kind=$2
  r_seconds=$3
  shift 4
  case $r_kind in
    command) service_command "$r_action" "$r_seconds" "$@" ;;
    *) service_named "$r_action" "$r_kind" "$r_seconds" "$@" ;;
  esac
}

# Status 2: nobody said how this is undone.
service_undo() {
  x_action=$1
  x_kind=$2
  x_seconds=$3
  x_undo=$4
  shift 4
  if [ -n "$x_undo" ]; then
    service_command undo "$x_seconds" "$x_undo" ''
    return
  fi
  case $x_kind:$x_action in
    command:restart | command:reload) service_command undo "$x_seconds" "$@" ;;
    command:*) return 2 ;;
    *) service_return "$@" ;;
  esac
}

# Services get the state back that they had: what ran runs again, on the old files; what did not is stopped.
service_return() {
  x_was=
  case $before in
    *" $act="*)
      x_was=${before#*" $act="}
      x_was=${x_was%% *}
      ;;
  esac
  x_again='restart'
  [ "$x_action" != reload ] || x_again=reload
  x_failed=0
  for x_name do
    case $x_was in
      inactive*) service_named stop "$x_kind" "$x_seconds" "$x_name" || x_failed=1 ;;
      *) service_named "$x_again" "$x_kind" "$x_seconds" "$x_name" || x_failed=1 ;;
    esac
    x_was=${x_was#*,}
  done
  return "$x_failed"
}

# service_command ACTION SECONDS COMMAND STATUS
service_command() {
  r_file=$set/evidence/step-$step-$1
  account "$2" "$r_file" "$3"
  r_code=$?
  if [ "$r_code" -ne 0 ]; then
    status_words "$r_code" "$2"
    failure="command: $words"
    show_tail "$r_file" 20
    return 1
  fi
  [ -n "$4" ] || return 0
  account 30 "$r_file-status" "$4"
  r_code=$?
  case $1:$r_code in
    stop:0)
      failure="status: still running after the stop"
      show_tail "$r_file-status" 20
      return 1
      ;;
    stop:* | *:0) return 0 ;;
  esac
  status_words "$r_code" 30
  failure="status: $words"
  show_tail "$r_file" 10
  show_tail "$r_file-status" 10
  return 1
}

# service_named ACTION KIND SECONDS NAME...
service_named() {
  r_file=$set/evidence/step-$step-$1
  r_action=$1
  r_kind=$2
  r_seconds=$3
  shift 3
  case $r_kind:$r_action in
    systemd:*) account "$r_seconds" "$r_file" 'exec systemctl --no-ask-password "$@"' "$r_action" "$@" ;;
    compose:reload) compose_account "$r_seconds" "$r_file" kill -s HUP "$@" ;;
    compose:*) compose_account "$r_seconds" "$r_file" "$r_action" "$@" ;;
  esac
  r_code=$?
  [ "$r_code" -ne 0 ] || return 0
  status_words "$r_code" "$r_seconds"
  failure="$r_kind $r_action: $words"
  show_tail "$r_file" 10
  explain "$r_kind" 15 "$@"
  show_tail "$set/evidence/check" 15
  return 1
}
