# How a session speaks: replies, and bodies of counted bytes.

reply() {
  printf '\n@%s %s\n' "$token" "$*"
}

# reply_each NAME KEYS TEXT: a reply for each key, with its line of the text.
reply_each() {
  x_text=$3$N
  for x_key in $2; do
    reply "$1 $x_key ${x_text%%"$N"*}"
    x_text=${x_text#*"$N"}
  done
}

reply_text() {
  printf '\n@%s %s #%s\n%s' "$token" "$1" "${#2}" "$2"
}

# Exactly N bytes of standard input; a pipe may deliver them in any pieces.
read_exactly() {
  x_blocks=$(($1 / 65536))
  x_rest=$(($1 % 65536))
  [ "$x_blocks" -eq 0 ] || dd bs=65536 count="$x_blocks" iflag=fullblock 2>/dev/null
  [ "$x_rest" -eq 0 ] || dd bs="$x_rest" count=1 iflag=fullblock 2>/dev/null
}

# A counted body of shell text in $body, without a newline at its end; one that was cut short is never evaluated.
take_body() {
  body=
  [ "$1" -gt 0 ] || return 0
  if [ "$1" -le 65536 ]; then
    body=$(dd bs="$1" count=1 iflag=fullblock 2>/dev/null)
  else
    body=$(read_exactly "$1")
  fi
  [ "${#body}" -eq "$1" ]
}
