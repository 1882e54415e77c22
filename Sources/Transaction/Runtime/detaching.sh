# How a run outlives the session.

# How a run gets out of reach of whatever ends with this session: $detach is scope, user, setsid or none.
find_detach() {
  detach=setsid
  command -v setsid >/dev/null 2>&1 || detach=none
  [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 || return 0
  if [ "$user" = 0 ]; then
    manager_answers systemd || return 0
    detach=scope
  elif session_is_killed; then
    detach=none
    ! lingers || detach=user
  fi
}

# Whether this account's own systemd stays when its last session ends.
lingers() {
  [ -e "/var/lib/systemd/linger/$(id -un)" ]
}

# Whether what this session leaves behind is killed: by logind if it is told to, and always by a service
# that systemd starts for each connection.
session_is_killed() {
  d_group=
  while IFS= read -r d_line; do
    case $d_line in
      0::* | *:name=systemd:*) d_group=${d_line#*:*:} ;;
    esac
  done </proc/self/cgroup
  case $d_group in
    */session-*.scope*)
      case $(busctl get-property org.freedesktop.login1 /org/freedesktop/login1 \
        org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null) in
        *true) return 0 ;;
      esac
      ;;
    */sshd@* | */ssh@*) return 0 ;;
  esac
  return 1
}

# Takes the place of the shell that calls it, which would else stand beside the run and hold this session's
# output open.
outlive() {
  case $detach in
    scope) exec systemd-run --quiet --scope --collect --unit="deployctl-$run" setsid "$@" ;;
    user)
      XDG_RUNTIME_DIR=/run/user/$user
      export XDG_RUNTIME_DIR
      exec systemd-run --user --quiet --scope --collect --unit="deployctl-$run" setsid "$@"
      ;;
    *) exec setsid "$@" ;;
  esac
}
