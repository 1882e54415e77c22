# Projects of compose: which one is meant, and how compose is told.

# find_compose KIND: what is meant by a KIND, which is `compose` and, after commas, what the playbook says of the project: `in:FOLDER`,
# `file:PATH`, `profile:NAME`, `project:NAME`, `env:PATH`. The compose command in $compose: the one that made the project's
# containers, else the docker client's own where it has one. The other one would call them by other names.
find_compose() {
  [ "${compose_kind-}" != "$1" ] || return 0
  compose_kind=
  project_settings "$1"
  meet_compose || return 1
  compose_kind=$1
}

# What is said by now leads to a project, and to the words by which compose is begun in $compose_text.
meet_compose() {
  find_project
  find_client || return 1
  # shellcheck disable=SC2016 # the words of the shell that is begun there
  compose_text='cd -- "$1" || exit
    [ -z "$2" ] || export COMPOSE_PROJECT_NAME="$2"
    [ -z "$3" ] || export COMPOSE_FILE="$3" COMPOSE_PATH_SEPARATOR=,
    [ -z "$4" ] || export COMPOSE_PROFILES="$4"
    environment=$5
    shift 5
    [ -z "$environment" ] || set -- --env-file "$environment" "$@"
    exec '$compose' "$@"'
}

find_client() {
  case $maker in
    1.*)
      if command -v docker-compose >/dev/null 2>&1; then
        compose=docker-compose
        return 0
      fi
      ;;
  esac
  if [ -z "${own_client-}" ]; then
    own_client=none
    ! docker compose version >/dev/null 2>&1 || own_client=known
  fi
  if [ "$own_client" = known ]; then
    compose='docker compose'
  elif command -v docker-compose >/dev/null 2>&1; then
    compose=docker-compose
  else
    return 1
  fi
}

# project_settings KIND: what it says, in $said_folder, $said_files and $compose_profiles (both with commas between),
# $said_project and $compose_environment.
project_settings() {
  said_folder=
  said_files=
  said_project=
  compose_profiles=
  compose_environment=
  n_rest=${1#compose},
  n_rest=${n_rest#,}
  while [ -n "$n_rest" ]; do
    n_one=${n_rest%%,*}
    n_rest=${n_rest#*,}
    case $n_one in
      in:*) said_folder=${n_one#*:} ;;
      file:*) said_files=${said_files:+$said_files,}${n_one#*:} ;;
      profile:*) compose_profiles=${compose_profiles:+$compose_profiles,}${n_one#*:} ;;
      project:*) said_project=${n_one#*:} ;;
      env:*) compose_environment=${n_one#*:} ;;
    esac
  done
}

# The project that is meant, by what is written on containers: its name in $project, the version of the compose that made it in $maker,
# and where and of which files compose works in $compose_folder and $compose_files, which have commas between. Without containers,
# or with those of several projects, compose finds for itself what is meant. $project_folder is where paths in its files begin.
find_project() {
  n_root=$(pwd -P)
  project=$said_project
  maker=
  compose_folder=${said_folder:-$n_root}
  compose_files=$said_files
  project_folder=$compose_folder
  if [ -n "$said_files" ]; then
    project_folder=${said_files%%,*}
    project_folder=${project_folder%/*}
  fi
  n_place=$(cd -- "${project_folder:-/}" 2>/dev/null && pwd -P) || n_place=//
  [ -n "${projects_known-}" ] || know_projects
  n_here=
  n_below=
  IFS=$N
  for n_line in $projects_found; do
    n_rest=${n_line#*"|"}
    if [ -n "$said_project" ]; then
      [ "${n_rest%%"|"*}" != "$said_project" ] || n_here=$n_here$n_line$N
      continue
    fi
    case ${n_line#*"|"*"|"} in
      "$n_place|"*) ! is_of_files "${n_line##*"|"}" || n_here=$n_here$n_line$N ;;
      "${n_place%/}/"*) [ -n "$said_folder$said_files" ] || n_below=$n_below$n_line$N ;;
    esac
  done
  n_first=
  n_made=
  for n_line in ${n_here:-$n_below}; do
    n_rest=${n_line%"|"*}
    if [ -z "$n_first" ]; then
      n_first=${n_rest#*"|"}
      n_version=${n_rest%%"|"*}
      n_made=${n_line##*"|"}
    elif [ "$n_first" != "${n_rest#*"|"}" ]; then
      n_first=
      break
    elif [ "$n_made" != "${n_line##*"|"}" ]; then
      n_made=
    fi
  done
  IFS=" 	$N"
  [ -n "$n_first" ] || return 0
  maker=$n_version
  project=${n_first%%"|"*}
  [ -z "$said_files" ] || return 0
  project_folder=${n_first#*"|"}
  [ -n "$said_folder" ] || compose_folder=$project_folder
  n_rest=${n_made:+$n_made,}
  while [ -n "$n_rest" ]; do
    compose_file "${n_rest%%,*}" || {
      compose_files=
      return 0
    }
    compose_files=${compose_files:+$compose_files,}$n_path
    n_rest=${n_rest#*,}
  done
}

# Lines `VERSION|PROJECT|FOLDER|FILES` of all containers, each once: as things stood when they were first asked for.
know_projects() {
  projects_known=1
  projects_found=$(bounded docker ps -a --filter label=com.docker.compose.project --filter label=com.docker.compose.oneoff=False \
    --format '{{.Label "com.docker.compose.version"}}|{{.Label "com.docker.compose.project"}}|{{.Label "com.docker.compose.project.working_dir"}}|{{.Label "com.docker.compose.project.config_files"}}' \
    2>/dev/null | sort -u)
}

# is_of_files FILES: whether containers of these, in the folder that is meant, may be of the project. Two projects of one folder
# have nothing else that tells them apart.
is_of_files() {
  [ -n "$said_files" ] && [ -n "$1" ] || return 0
  n_rest=$1,
  while [ -n "$n_rest" ]; do
    n_one=${n_rest%%,*}
    case $said_files, in
      *"/${n_one##*/},"*) return 0 ;;
    esac
    n_rest=${n_rest#*,}
  done
  return 1
}

# compose_file PATH: where a file is by which containers were made, in $n_path. docker-compose of old writes down what it was
# told, from wherever that was.
compose_file() {
  for n_path in "$1" "$project_folder/$1" "$compose_folder/$1" "$n_root/$1"; do
    case $n_path in
      /*) [ ! -f "$n_path" ] || return 0 ;;
    esac
  done
  return 1
}

# compose_account KIND SECONDS OUTPUT WORD...: compose, as `account` runs commands.
compose_account() {
  find_compose "$1" || return 127
  n_seconds=$2
  n_file=$3
  shift 3
  account "$n_seconds" "$n_file" "$compose_text" "$compose_folder" "$project" "$compose_files" "$compose_profiles" \
    "$compose_environment" "$@"
}

# composed WORD...: a question to the compose that was found last.
composed() {
  bounded /bin/sh -c "$compose_text" sh "$compose_folder" "$project" "$compose_files" "$compose_profiles" \
    "$compose_environment" "$@"
}
