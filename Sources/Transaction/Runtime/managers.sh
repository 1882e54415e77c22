# Service managers: systemd and compose.

# The compose command of this host in $compose: the docker client's own where it has one.
find_compose() {
  [ -z "${compose-}" ] || return 0
  if docker compose version >/dev/null 2>&1; then
    compose='docker compose'
  elif command -v docker-compose >/dev/null 2>&1; then
    compose=docker-compose
  else
    return 1
  fi
}

compose_account() {
  find_compose || return 127
  n_seconds=$1
  n_file=$2
  shift 2
  account "$n_seconds" "$n_file" "exec $compose \"\$@\"" "$@"
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
    systemd) bounded systemctl show -p Version >/dev/null 2>&1 ;;
    compose) bounded docker version -f '{{.Server.Version}}' >/dev/null 2>&1 ;;
  esac
}

# The ids of a compose service's containers, those that are stopped too, in $ids.
containers() {
  ids=
  find_compose || return 1
  # shellcheck disable=SC2086 # one word or two
  ids=$(bounded $compose ps -a -q "$1" 2>/dev/null) && [ -n "$ids" ]
}

# running KIND NAME...: prints `active`, `inactive` or `failed` for each, with commas between.
running() {
  n_kind=$1
  shift
  n_list=
  for n_name do
    n_state=inactive
    case $n_kind in
      systemd)
        case $(bounded systemctl is-active "$n_name" 2>/dev/null) in
          active | activating | reloading) n_state=active ;;
          failed) n_state=failed ;;
        esac
        ;;
      compose)
        # shellcheck disable=SC2086 # ids
        if containers "$n_name"; then
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
    systemd) bounded systemctl --no-pager -l -n "$n_lines" status "$@" >"$set/evidence/check" 2>&1 ;;
    compose)
      for n_name do
        containers "$n_name" || continue
        for n_id in $ids; do
          bounded docker logs --tail "$n_lines" "$n_id" 2>&1
        done
      done >"$set/evidence/check"
      ;;
  esac
  return 0
}
