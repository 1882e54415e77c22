# How a session speaks: replies, and bodies of counted bytes.

reply() {
  printf '\n@%s %s\n' "$token" "$*"
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

# A counted body of shell text in $body; one that was cut short is never evaluated.
take_body() {
  body=$(read_exactly "$1" && echo x)
  body=${body%x}
  [ "${#body}" -eq "$1" ]
}
