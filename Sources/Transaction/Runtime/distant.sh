# An address as the controller sees it: the body of a look at its own machine, which no host ever gets.

# distant_tools: whether there is anything to look with.
distant_tools() {
  command -v curl >/dev/null 2>&1 || command -v wget >/dev/null 2>&1 || reply blind
}

# distant_match PATTERN TEXT: `matches` if some line of what was answered through a tunnel does.
distant_match() {
  ! printf '%s\n' "$2" | grep -q -E -e "$1" || reply matches
}

# distant_http URL STATUSES BODY REDIRECT [HEADER...]: `answer well` with what was measured, or `answer ill` with that and the
# beginning of the answer.
distant_http() {
  if ! d_folder=$(mktemp -d); then
    reply_text 'answer ill' 'this machine has no room for the answer'
    return 0
  fi
  h_file=$d_folder/answer
  if check_http "$@"; then
    reply_text 'answer well' "$measured"
  else
    reply_text 'answer ill' "$measured$N$(head -c 300 "$h_file" | tr -d '\000\r')"
  fi
  rm -rf "$d_folder"
}
