# Services: started, stopped, given their state back.

# read_units MANAGER: systemd reads its unit files again, since the run changed some.
read_units() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      announce read_units
      units_read "$1" || fail "$failure"
      ;;
    undo)
      # After a crash nobody knows whether systemd has read the new ones; a boot has.
      case $acts in
        *" $act "*) ;;
        *) [ -n "$rebooted" ] && [ -n "$begun" ] || return 0 ;;
      esac
      if ! units_read "$1"; then
        event "undo-failed $step $failure"
        undo_failed=1
      fi
      ;;
  esac
}

# A manager that does not run reads all of them when it starts.
units_read() {
  u_kind=systemd
  [ "$1" != user ] || u_kind=systemd_user
  manager_answers "$u_kind" || return 0
  account 60 "$set/evidence/step-$step-read-units" "${own_systemd}exec systemctl --no-ask-password \"\$1\" daemon-reload" "--$1"
  r_code=$?
  [ "$r_code" -ne 0 ] || return 0
  status_words "$r_code" 60
  failure="systemd cannot read its unit files again: $words"
  show_tail "$set/evidence/step-$step-read-units" 10
  return 1
}

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
          event "undone $step${x_words:+ $x_words}"
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
  case $1 in restart | reload | recreate | rebuild) ;; *) return 1 ;; esac
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
  x_words=
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
  case $x_action in reload | recreate | rebuild) x_again=$x_action ;; esac
  x_failed=0
  for x_name do
    case $x_was in
      inactive* | failed*)
        x_end='stop'
        case $x_kind:$x_again in
          compose*:recreate | compose*:rebuild) x_end=unmake ;;
        esac
        if service_named "$x_end" "$x_kind" "$x_seconds" "$x_name"; then
          service_stopped "$x_kind" "$x_was" "$x_name"
        else
          x_failed=1
        fi
        ;;
      *)
        # What did not survive to be told of the old files has to be started with them.
        service_named "$x_again" "$x_kind" "$x_seconds" "$x_name" || {
          [ "$x_again" = reload ] && service_named restart "$x_kind" "$x_seconds" "$x_name"
        } || x_failed=1
        ;;
    esac
    x_was=${x_was#*,}
  done
  return "$x_failed"
}

# service_stopped KIND WAS NAME: what did not run before does not run now; how it ended this time counts for nothing.
service_stopped() {
  case $1:$2 in
    systemd*:failed*) x_words="$x_words${x_words:+, }$3 had failed before the run, and stays stopped" ;;
    *)
      x_words="$x_words${x_words:+, }$3 is stopped as before"
      case $1 in
        systemd*) ask_systemd "$1" reset-failed "$3" 2>/dev/null ;;
      esac
      ;;
  esac
  return 0
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

# What the shell of a command does first that is given --user or --system: this account's own systemd is found by a folder
# that a session of sudo or a guardian need not know.
# shellcheck disable=SC2016 # the words of the shell that is begun there
own_systemd='if [ "$1" = --user ]; then
  XDG_RUNTIME_DIR=/run/user/$(id -u)
  export XDG_RUNTIME_DIR
fi
'

# One job at a time: systemd begins several of one command at once. And it starts nothing that failed too often, whatever
# has become of it since, unless it is told to forget that.
# shellcheck disable=SC2016 # the words of the shell that is begun there
units_command='manager=$1
action=$2
shift 2
for unit do
  case $action in
    start | restart) systemctl --no-ask-password "$manager" reset-failed "$unit" 2>/dev/null ;;
  esac
  systemctl --no-ask-password "$manager" "$action" "$unit" || exit
done'

# service_named ACTION KIND SECONDS NAME...
service_named() {
  r_file=$set/evidence/step-$step-$1
  r_action=$1
  r_kind=$2
  r_seconds=$3
  shift 3
  case $r_kind:$r_action in
    systemd:*) account "$r_seconds" "$r_file" "$units_command" --system "$r_action" "$@" ;;
    systemd_user:*) account "$r_seconds" "$r_file" "$own_systemd$units_command" --user "$r_action" "$@" ;;
    compose*:reload) compose_account "$r_kind" "$r_seconds" "$r_file" kill -s HUP "$@" ;;
    compose*:recreate | compose*:rebuild) compose_anew "$r_kind" "$r_action" "$r_seconds" "$r_file" "$@" ;;
    compose*:unmake) compose_unmake "$r_kind" "$r_seconds" "$r_file" "$@" ;;
    compose*) compose_account "$r_kind" "$r_seconds" "$r_file" "$r_action" "$@" ;;
  esac
  r_code=$?
  [ "$r_code" -ne 0 ] || return 0
  status_words "$r_code" "$r_seconds"
  failure="${r_kind%%,*} $r_action: $words"
  show_tail "$r_file" 10
  explain "$r_kind" 15 "$@"
  show_tail "$set/evidence/check" 15
  return 1
}
