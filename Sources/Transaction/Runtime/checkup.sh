# A check-up: what a host has for a run. It travels only when somebody asks for it, behind the runtime and as
# the body of a look; nothing is written.

# checkup_needs NAME...: the tools that are not there.
checkup_needs() {
  for c_tool do
    command -v "$c_tool" >/dev/null 2>&1 || reply "lacks $c_tool"
  done
}

# checkup_versions NAME...: what each of these says of itself.
checkup_versions() {
  for c_tool do
    command -v "$c_tool" >/dev/null 2>&1 || continue
    # busybox's tools know no such option, and a daemon's client may wait for ever.
    c_text=$(bounded "$c_tool" --version 2>/dev/null </dev/null) || c_text=
    reply_text "has $c_tool" "${c_text%%"$N"*}"
  done
}

checkup_clock() {
  reply "clock $(date +%s)"
}

checkup_sudo() {
  [ "$user" != 0 ] || return 0
  if ! command -v sudo >/dev/null 2>&1; then
    reply "sudo absent"
  elif bounded sudo -n true >/dev/null 2>&1 </dev/null; then
    reply "sudo free"
  else
    reply "sudo asks"
  fi
}

checkup_systemd() {
  if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
    c_text=$(bounded systemctl is-system-running 2>/dev/null) || :
    reply_text "systemd" "$c_text"
  fi
}

checkup_docker() {
  command -v docker >/dev/null 2>&1 || return 0
  if c_text=$(bounded docker version -f '{{.Server.Version}}' 2>&1 </dev/null); then
    reply_text "docker up" "$c_text"
  else
    reply_text "docker down" "$c_text"
  fi
  find_compose compose || return 0
  # shellcheck disable=SC2086 # one word or two
  c_text=$(bounded $compose version --short 2>/dev/null </dev/null) || c_text=
  reply_text "compose" "$compose $c_text"
}
