# Service managers: systemd and compose.

# ask_systemd KIND WORD...: asks that of the system, or for `systemd_user` this account's own, which is found by a folder
# that a session of sudo or a guardian need not know.
ask_systemd() {
  n_asked=$1
  shift
  case $n_asked in
    systemd_user)
      know_user
      bounded env "XDG_RUNTIME_DIR=/run/user/$user" systemctl --user "$@"
      ;;
    *) bounded systemctl "$@" ;;
  esac
}

# bounded COMMAND...: a question to a daemon, which may hang, is given up after a while.
bounded() {
  if command -v timeout >/dev/null 2>&1; then
    timeout 20 "$@"
  else
    "$@"
  fi
}

# manager_answers KIND: whether there is anybody to ask for a restart.
manager_answers() {
  case $1 in
    systemd*) ask_systemd "$1" show -p Version >/dev/null 2>&1 ;;
    compose*) bounded docker version -f '{{.Server.Version}}' >/dev/null 2>&1 ;;
  esac
}

# containers KIND NAME: the ids of a compose service's containers, those that are stopped too, in $ids.
containers() {
  ids=
  find_compose "$1" || return 1
  # A compose client costs a third of a second each time.
  if [ -n "$project" ]; then
    ids=$(bounded docker ps -a -q --no-trunc --filter "label=com.docker.compose.project=$project" \
      --filter "label=com.docker.compose.service=$2" --filter label=com.docker.compose.oneoff=False 2>/dev/null) || return 1
    [ -z "$ids" ] || return 0
  fi
  ids=$(composed ps -a -q "$2" 2>/dev/null) && [ -n "$ids" ] || return 1
  [ -z "$project" ] || return 0
  # Now their labels tell of the project that compose knew by itself, perhaps from its `.env`.
  said_project=$(bounded docker inspect -f '{{index .Config.Labels "com.docker.compose.project"}}' "${ids%%"$N"*}" 2>/dev/null) || said_project=
  meet_compose
}

# running KIND NAME...: prints `active`, `inactive` or `failed` for each, with commas between.
running() {
  n_kind=$1
  shift
  n_list=
  for n_name do
    n_state=inactive
    case $n_kind in
      systemd*)
        case $(ask_systemd "$n_kind" is-active "$n_name" 2>/dev/null) in
          active | activating | reloading) n_state=active ;;
          failed) n_state=failed ;;
        esac
        ;;
      compose*)
        # shellcheck disable=SC2086 # ids
        if containers "$n_kind" "$n_name"; then
          case $(bounded docker inspect -f '{{.State.Running}}' $ids 2>/dev/null) in
            *true*) n_state=active ;;
          esac
        fi
        ;;
    esac
    n_list=$n_list,$n_state
  done
  printf '%s' "${n_list#,}"
}

# explain KIND LINES NAME...: what the service manager has to say, into evidence/check.
explain() {
  n_kind=$1
  n_lines=$2
  shift 2
  case $n_kind in
    systemd*) ask_systemd "$n_kind" --no-pager -l -n "$n_lines" status "$@" >"$set/evidence/check" 2>&1 ;;
    compose*)
      for n_name do
        containers "$n_kind" "$n_name" || continue
        for n_id in $ids; do
          bounded docker logs --tail "$n_lines" "$n_id" 2>&1
        done
      done >"$set/evidence/check"
      ;;
  esac
  return 0
}
