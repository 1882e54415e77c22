# Checks: one look at the health of something.

# check KIND ARGUMENT...: one look. What was measured is in $measured; $identity tells whether it is still
# the same process that is looked at.
check() {
  h_file=$set/evidence/check
  identity=
  h_kind=$1
  shift
  case $h_kind in
    command) check_command "$@" ;;
    tcp) check_tcp "$@" ;;
    http) check_http "$@" ;;
    systemd) check_systemd "$@" ;;
    compose) check_compose "$@" ;;
  esac
}

check_command() {
  account "$check_limit" "$h_file" "$1"
  h_code=$?
  status_words "$h_code" "$check_limit"
  measured=$words
  return "$h_code"
}

check_tcp() {
  if command -v nc >/dev/null 2>&1; then
    nc -z -w 2 "$1" "$2" </dev/null >"$h_file" 2>&1
    h_code=$?
    h_line=
    [ "$h_code" -eq 0 ] || IFS= read -r h_line <"$h_file"
    case $h_line in
      *option*)
        # busybox has no -z: once connected it waits for the other side, which need not say anything.
        timeout 4 nc -w 2 "$1" "$2" </dev/null >"$h_file" 2>&1
        h_code=$?
        case $h_code in 124 | 143) h_code=0 ;; esac
        ;;
    esac
  else
    # shellcheck disable=SC2016 # bash's own words
    timeout 4 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" >"$h_file" 2>&1
    h_code=$?
  fi
  measured="connection refused or unreachable"
  [ "$h_code" -ne 0 ] || measured="connected"
  return "$h_code"
}

check_http() {
  true >"$h_file"
  if command -v curl >/dev/null 2>&1; then
    h_status=$(curl -q -g -sS --noproxy '*' -o "$h_file" -w '%{http_code}' --max-time 5 "$1" 2>"$h_file-error")
    h_code=$?
  else
    wget -q -O "$h_file" -T 5 "$1" >/dev/null 2>"$h_file-error"
    h_code=$?
    h_status=200
    [ "$h_code" -eq 0 ] || h_status=000
  fi
  if [ "$h_status" = 000 ]; then
    measured="no answer"
    IFS= read -r h_line <"$h_file-error" && measured="no answer ($h_line)"
    return 1
  fi
  measured="status $h_status"
  if [ "$h_status" != "$2" ]; then
    measured="status $h_status, wanted $2"
    return 1
  fi
  [ "$h_code" -eq 0 ] || return 1
  if [ -n "$3" ] && ! grep -q -E -e "$3" "$h_file"; then
    measured="status $h_status, but the body does not match"
    return 1
  fi
}

check_systemd() {
  for h_unit do
    h_text=$(bounded systemctl show -p ActiveState -p SubState -p Result -p NRestarts -p MainPID -p InvocationID "$h_unit" 2>&1)
    h_active=unknown
    h_sub=
    h_result=
    IFS=$N
    for h_line in $h_text; do
      case $h_line in
        ActiveState=*) h_active=${h_line#*=} ;;
        SubState=*) h_sub=${h_line#*=} ;;
        Result=success) ;;
        Result=*) h_result=", result ${h_line#*=}" ;;
        *) identity="$identity$h_line " ;;
      esac
    done
    IFS=" 	$N"
    measured="$h_unit is $h_active ($h_sub$h_result)"
    [ "$h_active" = active ] || return 1
  done
  [ $# -eq 1 ] || measured="all units are active"
}

check_compose() {
  for h_service do
    measured="$h_service has no container"
    containers "$h_service" || return 1
    measured="docker does not answer"
    # shellcheck disable=SC2086 # ids
    h_text=$(bounded docker inspect -f '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.ExitCode}} {{.State.OOMKilled}} {{.Id}} {{.RestartCount}} {{.State.StartedAt}}' $ids 2>"$h_file") || return 1
    IFS=$N
    for h_line in $h_text; do
      IFS=" 	$N"
      h_state=${h_line%% *}
      h_line=${h_line#* }
      h_health=${h_line%% *}
      h_line=${h_line#* }
      h_exit=${h_line%% *}
      h_line=${h_line#* }
      case $h_line in true*) h_exit="$h_exit, out of memory" ;; esac
      identity="$identity${h_line#* } "
      case $h_state:$h_health in
        running:healthy | running:none) measured="$h_service is running" ;;
        running:*)
          measured="$h_service is running, but its health is $h_health"
          return 1
          ;;
        *)
          measured="$h_service is $h_state (exit $h_exit)"
          return 1
          ;;
      esac
    done
    IFS=" 	$N"
  done
  [ $# -eq 1 ] || measured="all services are running"
}
