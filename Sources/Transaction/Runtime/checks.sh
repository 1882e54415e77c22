# Checks: one look at the health of something.

# check KIND ARGUMENT...: one look. What was measured is in $measured; $identity tells whether it is still
# the same process that is looked at; $hopeless says that waiting changes nothing.
check() {
  h_file=$set/evidence/check
  identity=
  hopeless=
  h_kind=$1
  shift
  case $h_kind in
    command) check_command "$@" ;;
    tcp) check_tcp "$@" ;;
    http) check_http "$@" ;;
    systemd*) check_systemd "$@" ;;
    compose*) check_compose "$@" ;;
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

# check_http URL STATUSES BODY [REDIRECT HEADER...]: of STATUSES, such as `200 2xx`, one must be answered.
check_http() {
  h_url=$1
  h_wanted=$2
  h_body=$3
  h_redirect=${4-deny}
  shift 3
  [ "$#" -eq 0 ] || shift
  true >"$h_file"
  if command -v curl >/dev/null 2>&1; then
    http_by_curl "$@"
  else
    http_by_wget "$@"
  fi
  h_code=$?
  if [ "$h_status" = 000 ]; then
    measured="no answer, wanted status $h_wanted"
    IFS= read -r h_line <"$h_file-error" && measured="no answer ($h_line), wanted status $h_wanted"
    return 1
  fi
  measured="status $h_status, wanted $h_wanted"
  h_found=
  for h_one in $h_wanted; do
    case $h_status in
      "$h_one" | "${h_one%xx}"[0-9][0-9]) h_found=1 ;;
    esac
  done
  [ -n "$h_found" ] || return 1
  if [ "$h_code" -ne 0 ]; then
    IFS= read -r h_line <"$h_file-error" || h_line="exit $h_code"
    measured="status $h_status, but the answer broke off ($h_line)"
    return 1
  fi
  if [ -n "$h_body" ] && ! grep -q -E -e "$h_body" "$h_file"; then
    measured="status $h_status, but no line of the answer matches '$h_body'"
    return 1
  fi
  measured="status $h_status"
}

# Headers are told over standard input: arguments can be read by everybody.
http_by_curl() {
  h_follow=
  [ "$h_redirect" = deny ] || h_follow='--location --max-redirs 10'
  # shellcheck disable=SC2086 # words
  h_status=$(http_headers "$@" | curl -q -g -sS $h_follow -K - --noproxy '*' -o "$h_file" -w '%{http_code}' --max-time 5 "$h_url" 2>"$h_file-error")
}

http_headers() {
  for h_one do
    printf 'header = "%s"\n' "$h_one"
  done
}

# wget tells the status among the headers of each answer, and follows redirects: the first answer counts, or the last.
http_by_wget() {
  for h_one do
    shift
    set -- "$@" "--header=$h_one"
  done
  wget -S -O "$h_file" -T 5 "$@" "$h_url" >/dev/null 2>"$h_file-error"
  h_code=$?
  h_status=000
  while read -r h_one h_two h_line; do
    case $h_one:$h_two in
      HTTP/*:[1-5][0-9][0-9])
        [ "$h_status" != 000 ] && [ "$h_redirect" = deny ] || h_status=$h_two
        ;;
    esac
  done <"$h_file-error"
  # It calls every other status a failure.
  case $h_status in
    2??) ;;
    *) h_code=0 ;;
  esac
  return "$h_code"
}

check_systemd() {
  for h_unit do
    unit_facts "$h_unit"
    measured="$h_unit is $h_active ($h_sub$h_result)"
    case $h_active:$h_type:$h_result in
      active:*) continue ;;
      # One that does its work and ends is well if it did.
      inactive:oneshot:)
        # Once nothing needs it any more systemd forgets whether it ran; a failure it remembers.
        [ -n "$h_skipped" ] || continue
        ;;
      # Nothing that was planned for it starts it again.
      failed:*) hopeless=1 ;;
    esac
    [ -z "$h_skipped" ] || measured="$h_unit was not started: a condition of it is not met"
    return 1
  done
  [ $# -eq 1 ] || measured="all units are active"
}

# unit_facts UNIT: what its systemd, that of $h_kind, says of it, into h_ variables and $identity.
unit_facts() {
  h_text=$(ask_systemd "$h_kind" show -p Type -p ActiveState -p SubState -p Result -p ConditionResult -p ConditionTimestampMonotonic -p NRestarts -p MainPID -p InvocationID "$1" 2>&1)
  h_type=
  h_active=unknown
  h_sub=
  h_result=
  h_skipped=
  h_forgotten=
  IFS=$N
  for h_line in $h_text; do
    case $h_line in
      Type=*) h_type=${h_line#*=} ;;
      ActiveState=*) h_active=${h_line#*=} ;;
      SubState=*) h_sub=${h_line#*=} ;;
      Result=success) ;;
      Result=*) h_result=", result ${h_line#*=}" ;;
      ConditionResult=no) h_skipped=1 ;;
      ConditionResult=*) ;;
      # It says no also of what it never looked at.
      ConditionTimestampMonotonic=0) h_forgotten=1 ;;
      ConditionTimestampMonotonic=*) ;;
      *) identity="$identity$h_line " ;;
    esac
  done
  IFS=" 	$N"
  [ -z "$h_forgotten" ] || h_skipped=
}

check_compose() {
  for h_service do
    measured="$h_service has no container"
    containers "$h_kind" "$h_service" || return 1
    # A container without a health check has no such key, which a template may ask for by `index` alone.
    # shellcheck disable=SC2086 # ids
    h_text=$(bounded docker inspect -f '{{.State.Status}} {{with index .State "Health"}}{{.Status}}{{else}}none{{end}} {{.State.ExitCode}} {{.State.OOMKilled}} {{.Id}} {{.RestartCount}} {{.State.StartedAt}}' $ids 2>"$h_file") || {
      measured="docker does not answer"
      IFS= read -r h_line <"$h_file" && measured="docker does not answer ($h_line)"
      return 1
    }
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
          case $h_state in exited | dead) hopeless=1 ;; esac
          return 1
          ;;
      esac
    done
    IFS=" 	$N"
  done
  [ $# -eq 1 ] || measured="all services are running"
}
