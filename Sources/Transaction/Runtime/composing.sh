# What a plan has to know of compose services: their mounts, and what their containers and images are made of.

# A compose service with the bind mounts of its containers, and the files that its settings come from; nothing for a name
# that compose does not know.
probe_compose() {
  find_compose || return 0
  [ "$1" -ne 0 ] || reply "compose"
  containers "$2" || {
    # shellcheck disable=SC2086 # one word or two
    bounded $compose ps -a -q "$2" >/dev/null 2>&1 || return 0
  }
  p_count=0
  for p_id in $ids; do
    p_count=$((p_count + 1))
  done
  p_text=
  [ -n "${mounted_files-}" ] || mounted_files=$N
  if [ "$p_count" -gt 0 ]; then
    IFS=$N
    # shellcheck disable=SC2046,SC2086 # lines, ids
    for p_line in $(IFS=" $N" && bounded docker inspect -f '{{range .Mounts}}{{if eq .Type "bind"}}{{.Source}}{{"\n"}}{{end}}{{end}}' $ids 2>/dev/null); do
      if [ -d "$p_line" ]; then
        p_text="${p_text}folder $p_line$N"
      else
        p_text="${p_text}file $p_line$N"
        mounted_files=$mounted_files$p_line$N
      fi
    done
    IFS=" 	$N"
    compose_inputs
  fi
  reply_text "service $1 $p_count" "$p_text"
}

# probe_built KEY SERVICE: whether its compose file says how its image is made, as compose itself reads that.
probe_built() {
  find_compose || return 0
  p_config=$(
    cd -- "$compose_folder" || exit
    [ -z "$project" ] || export COMPOSE_PROJECT_NAME="$project"
    [ -z "$compose_files" ] || export COMPOSE_FILE="$compose_files" COMPOSE_PATH_SEPARATOR=,
    # A service that belongs to a profile is there for whoever names it.
    export COMPOSE_PROFILES='*'
    # shellcheck disable=SC2086 # one word or two
    bounded $compose config 2>/dev/null
  ) || return 0
  p_inside=
  IFS=$N
  for p_line in $p_config; do
    case $p_line in
      services:) p_inside=all ;;
      [!\ ]*) p_inside= ;;
      "  $2:" | "  '$2':" | "  \"$2\":") [ -z "$p_inside" ] || p_inside=here ;;
      '  '[!\ ]*) [ -z "$p_inside" ] || p_inside=all ;;
      '    build:'*) [ "$p_inside" != here ] || reply "built $1" ;;
    esac
  done
  IFS=" 	$N"
}

# The files that the project's containers are made of, as lines `input PATH`: its own, and those with variables.
compose_inputs() {
  [ -n "$project" ] || return 0
  compose_input .env
  p_rest=$compose_files${compose_files:+,}
  while [ -n "$p_rest" ]; do
    compose_input "${p_rest%%,*}"
    p_rest=${p_rest#*,}
    [ ! -r "$p_input" ] || env_files <"$p_input"
  done
}

compose_input() {
  case $1 in
    /*) p_input=$1 ;;
    *) p_input=$compose_folder/${1#./} ;;
  esac
  p_text="${p_text}input $p_input$N"
}

# What stands behind `env_file:` in a compose file, as one word, a list in brackets, or a list of lines.
env_files() {
  p_inside=
  while IFS= read -r p_line || [ -n "$p_line" ]; do
    p_line=${p_line#"${p_line%%[! ]*}"}
    case $p_line in
      '' | '#'*) continue ;;
      env_file:*)
        p_inside=1
        p_line=${p_line#env_file:}
        ;;
      '- '* | path:*) [ -n "$p_inside" ] || continue ;;
      required:* | format:*) continue ;;
      *)
        p_inside=
        continue
        ;;
    esac
    IFS=' ,[]{}"'"'"
    # shellcheck disable=SC2086 # split on purpose
    for p_one in $p_line; do
      case $p_one in
        '#'*) break ;;
        '' | - | path: | required: | true | false) ;;
        *) compose_input "$p_one" ;;
      esac
    done
    IFS=" 	$N"
  done
}
