# Requests of the controller.
#
# A request is a line of words, some followed by a counted body. A reply is a line that begins with the
# session's token, so that what a profile prints is never taken for one; `#N` at its end says that N bytes
# follow. Every request ends with the reply `end`, or `refused`, after which the session is over.

serve() {
  user=
  detach=
  token=$1
  shell=$2
  staged=
  pruning=
  fr_folder=
  fr_own=
  fr_wanted=
  fr_arrived=
  fr_whole=
  fr_hashing=
  follower=
  watcher=
  fresh=
  set=
  step=0
  veils=0
  step_secrets=
  secrets_lost=
  secret_folder=
  # Whatever ends this session before `go` leaves no set and no lock: a lost connection shows itself as a
  # write that fails, a damaged script as the end of this shell.
  trap leave EXIT
  trap : PIPE
  trap 'exit 1' HUP INT TERM
  while read -r request first second third fourth; do
    case $request in
      probe) probe "$first" || break ;;
      prepare) prepare "$first" "$second" "$third" "$fourth" || break ;;
      incoming) incoming "$first" || break ;;
      part) part "$first" "$second" "$third" || break ;;
      go) go || break ;;
      commit | abort) order "$request" "$first" "$second${third:+ $third}${fourth:+ $fourth}" || break ;;
      heed) heed || break ;;
      recover) recover_set "$first" "$second" || break ;;
      look) look "$first" || break ;;
      prune) prune "$first" || break ;;
      attach) attach "$first" "$second" || break ;;
      dismiss) dismiss || break ;;
      unlock) unlock "$first" || break ;;
      *) break ;;
    esac
  done
}

leave() {
  [ -z "$follower" ] || stop_following
  [ -z "$pruning" ] || release
  [ -z "$fr_wanted" ] || leave_incoming
  if [ -n "$staged" ]; then
    end_command
    abandon
  fi
  [ -z "$secret_folder" ] || drop_taken
}
