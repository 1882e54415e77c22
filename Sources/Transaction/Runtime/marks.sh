# Marks: how things stood before the first change.

# mark logs ACT KIND CASE PATTERN PLACE... | mark service ACT KIND NAME... | mark healthy ACT KIND ARGUMENT...: how
# things stood before the first change, for the act of that number.
mark() {
  [ "$phase" = activate ] || return 0
  k_what=$1
  k_act=$2
  shift 2
  case $k_what in
    logs) mark_logs "$@" ;;
    service)
      # Once, and not in the shell of its own that prints below.
      case $1 in
        compose*) find_compose "$1" || : ;;
      esac
      note "before $k_act $(running "$@")"
      ;;
    healthy)
      check_limit=10
      if check "$@"; then
        note "before $k_act healthy"
      else
        note "before $k_act unhealthy"
      fi
      ;;
  esac
}

# Where the lines that count begin, and which lines that match are nothing new. Each place has a mark of its own.
mark_logs() {
  k_kind=$1
  logs_case "$2"
  q_fail=$3
  shift 3
  k_mark=
  k_manager=
  case $k_kind in
    compose*)
      k_manager=$k_kind
      k_kind=compose
      mark_time
      ;;
    journal) k_manager=systemd ;;
    journal_user)
      k_kind=journal
      k_manager=systemd_user
      ;;
  esac
  within=0
  block=0
  k_number=0
  for k_name do
    k_number=$((k_number + 1))
    k_id=${k_act}_$k_number
    [ "$k_kind" != journal ] || unit_cursor "$k_manager" "$k_name"
    marks="$marks $k_id"
    eval "m_kind_$k_id=\$k_kind m_name_$k_id=\$k_name m_mark_$k_id=\$k_mark m_from_$k_id=\$k_mark m_manager_$k_id=\$k_manager"
    case $k_kind in
      file) mark_file "$k_id" ;;
      journal) mark_unit "$k_id" ;;
      compose) mark_service "$k_id" ;;
    esac
    logs_baseline "$k_id"
  done
}

# A date without nanoseconds leaves letters there; then the mark is the second that comes next.
mark_time() {
  k_mark=$(date -u +%Y-%m-%dT%H:%M:%S.%N)Z
  case $k_mark in
    *[!0-9:TZ.-]*)
      sleep 1
      k_mark=$(date -u +%Y-%m-%dT%H:%M:%S)Z
      ;;
  esac
}

mark_file() {
  k_stat=$(stat -L -c '%i %s %Y' "$k_name" 2>/dev/null) || k_stat='0 0 0'
  file_stand "$1" "$k_stat"
  k_offset=${k_stat#* }
  file_print "$k_name" "${k_offset% *}"
  eval "m_print_$1=\$print m_mark_$1=\$k_stat"
  true >"$set/control/mark-$1"
}

# The process that writes now: what it still says while it stops is not said by the new one.
mark_unit() {
  unit_invocation "$k_manager" "$k_name"
  eval "m_old_$1=\$invocation"
}

# The project, so that no compose client is asked again, and since when each container runs.
mark_service() {
  eval "m_project_$1= m_list_$1= m_age_$1=0 m_started_$1="
  containers "$k_manager" "$k_name" || return 0
  # shellcheck disable=SC2086 # ids
  k_text=$(bounded docker inspect -f '{{index .Config.Labels "com.docker.compose.project"}} {{.Id}} {{.State.StartedAt}}' $ids 2>/dev/null) || return 0
  k_started=' '
  IFS=$N
  for k_line in $k_text; do
    eval "m_project_$1=\${k_line%% *}"
    k_line=${k_line#* }
    k_started="$k_started${k_line%% *}=${k_line#* } "
  done
  IFS=" 	$N"
  eval "m_started_$1=\$k_started"
}
