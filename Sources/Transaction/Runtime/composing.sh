# What a plan has to know of compose services: their mounts, and what their containers and images are made of.

# probe_compose KEY SERVICE KIND: a compose service with the bind mounts of its containers, and the files that its settings come from; nothing for a name
# that compose does not know.
probe_compose() {
  find_compose "$3" || return 0
  [ "$1" -ne 0 ] || reply "compose"
  containers "$3" "$2" || composed ps -a -q "$2" >/dev/null 2>&1 || return 0
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

# probe_project KEY KIND: whether what it names is there, and compose can read its files.
probe_project() {
  find_compose "$2" || return 0
  p_text=
  p_rest=$compose_folder,${said_files:+$said_files,}${compose_environment:+$compose_environment,}
  while [ -n "$p_rest" ]; do
    [ -e "${p_rest%%,*}" ] || p_text="${p_text}missing ${p_rest%%,*}$N"
    p_rest=${p_rest#*,}
  done
  [ -n "$p_text" ] || probe_config
  reply_text "project $1" "$p_text"
}

# docker-compose before 1.28 knows no profiles, and says so.
probe_config() {
  p_config=
  if [ -n "$compose_profiles" ]; then
    p_config=$(composed config --profiles 2>/dev/null)
  fi
  if [ -z "$p_config" ] && ! p_said=$(composed config 2>&1 >/dev/null); then
    p_text=$(printf '%s\n' "$p_said" | grep -v -e 'level=warning' -e '^WARN' | tail -n 4 | sed -e 's/^/trouble /')$N
    return
  fi
  [ -n "$compose_profiles" ] || return 0
  p_rest=$compose_profiles,
  while [ -n "$p_rest" ]; do
    case $N$p_config$N in
      *"$N${p_rest%%,*}$N"*) ;;
      *) p_text="${p_text}profile ${p_rest%%,*}$N" ;;
    esac
    p_rest=${p_rest#*,}
  done
}

# probe_built KEY SERVICE KIND: whether its compose file says how its image is made, as compose itself reads that.
probe_built() {
  find_compose "$3" || return 0
  # A service that belongs to a profile is there for whoever names it.
  p_config=$(compose_profiles='*' && composed config 2>/dev/null) || return 0
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
  [ -n "$project$said_files" ] || return 0
  if [ -n "$compose_environment" ]; then
    compose_input "$compose_environment"
  else
    compose_input .env
  fi
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
    *) p_input=$project_folder/${1#./} ;;
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
