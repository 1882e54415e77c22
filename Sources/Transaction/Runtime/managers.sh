# Service managers: systemd and compose.

# The compose command of this host in $compose: the one that made the project's containers, else the docker client's own
# where it has one. The other one would call them by other names.
find_compose() {
  [ -z "${compose-}" ] || return 0
  find_project
  case $maker in
    1.*)
      if command -v docker-compose >/dev/null 2>&1; then
        compose=docker-compose
        return 0
      fi
      ;;
  esac
  if docker compose version >/dev/null 2>&1; then
    compose='docker compose'
  elif command -v docker-compose >/dev/null 2>&1; then
    compose=docker-compose
  else
    return 1
  fi
}

# The project of this folder, or else the only one below it, by what is written on its containers: its name in $project,
# the version of the compose that made it in $maker, and where and of which files in $compose_folder and $compose_files,
# which have commas between. Without containers, or with those of several projects, compose finds for itself what is meant.
find_project() {
  project=
  maker=
  compose_folder=.
  compose_files=
  n_root=$(pwd -P)
  n_here=
  n_below=
  n_found=$(bounded docker ps -a --filter label=com.docker.compose.project --filter label=com.docker.compose.oneoff=False \
    --format '{{.Label "com.docker.compose.version"}}|{{.Label "com.docker.compose.project"}}|{{.Label "com.docker.compose.project.working_dir"}}|{{.Label "com.docker.compose.project.config_files"}}' \
    2>/dev/null | sort -u)
  IFS=$N
  for n_line in $n_found; do
    case ${n_line#*|*|} in
      "$n_root|"*) n_here=$n_here$n_line$N ;;
      "${n_root%/}/"*) n_below=$n_below$n_line$N ;;
    esac
  done
  IFS=" 	$N"
  n_here=${n_here:-$n_below}
  n_here=${n_here%"$N"}
  case $n_here in
    '' | *"$N"*) return 0 ;;
  esac
  maker=${n_here%%|*}
  n_here=${n_here#*|}
  project=${n_here%%|*}
  n_here=${n_here#*|}
  compose_folder=${n_here%%|*}
  n_here=${n_here#*|},
  while [ -n "$n_here" ]; do
    compose_file "${n_here%%,*}" || {
      compose_files=
      return 0
    }
    compose_files=${compose_files:+$compose_files,}$n_path
    n_here=${n_here#*,}
  done
}

# compose_file PATH: where a file is by which containers were made, in $n_path. docker-compose of old writes down what it was
# told, from wherever that was.
compose_file() {
  for n_path in "$1" "$compose_folder/$1" "$n_root/$1"; do
    case $n_path in
      /*) [ ! -f "$n_path" ] || return 0 ;;
    esac
  done
  return 1
}

compose_account() {
  find_compose || return 127
  n_seconds=$1
  n_file=$2
  shift 2
  # shellcheck disable=SC2016 # the words of the shell that is begun there
  account "$n_seconds" "$n_file" 'cd -- "$1" || exit
    [ -z "$2" ] || export COMPOSE_PROJECT_NAME="$2"
    [ -z "$3" ] || export COMPOSE_FILE="$3" COMPOSE_PATH_SEPARATOR=,
    shift 3
    exec '"$compose"' "$@"' "$compose_folder" "$project" "$compose_files" "$@"
}

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
    compose) bounded docker version -f '{{.Server.Version}}' >/dev/null 2>&1 ;;
  esac
}

# The ids of a compose service's containers, those that are stopped too, in $ids.
containers() {
  ids=
  find_compose || return 1
  # A compose client costs a third of a second each time.
  if [ -n "$project" ]; then
    ids=$(bounded docker ps -a -q --no-trunc --filter "label=com.docker.compose.project=$project" \
      --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False 2>/dev/null) || return 1
    [ -z "$ids" ] || return 0
  fi
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
      systemd*)
        case $(ask_systemd "$n_kind" is-active "$n_name" 2>/dev/null) in
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
    systemd*) ask_systemd "$n_kind" --no-pager -l -n "$n_lines" status "$@" >"$set/evidence/check" 2>&1 ;;
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
