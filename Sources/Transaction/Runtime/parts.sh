# Parts of large contents: all that the further commands of a connection need.

# carry TOKEN FOLDER OWN: takes parts in beside the session that said where they go.
carry() {
  token=$1
  fr_folder=$2
  fr_own=$3
  fr_hashing=
  while read -r request first second third; do
    [ "$request" = part ] || break
    part "$first" "$second" "$third" || break
  done
  [ -z "$fr_hashing" ] || wait "$fr_hashing"
}

# part HASH NUMBER LENGTH: takes a part in at its place, and tells its hash. While that is made, the next one comes.
part() {
  [ -n "$fr_own" ] || return 1
  fr_file=$fr_folder/$1.$fr_own
  if [ "$3" -eq 8388608 ]; then
    fr_words=$(dd of="$fr_file" bs=65536 seek="$(($2 * 128))" count=128 iflag=fullblock conv=notrunc 2>&1)
  else
    fr_words=$({ read_exactly "$3" | dd of="$fr_file" bs=65536 seek="$(($2 * 128))" iflag=fullblock conv=notrunc; } 2>&1)
  fi || {
    reply_text failed "cannot take in a large content: ${fr_words%%"$N"*}"
    return 1
  }
  [ -z "$fr_hashing" ] || wait "$fr_hashing"
  hash_part "$1" "$2" &
  fr_hashing=$!
}

# The list is what a later session goes on after; it hashes what stands there once more, so it need not be synced.
hash_part() {
  [ -n "$fr_own" ] || return 1
  trap - EXIT
  fr_sum=$(dd if="$fr_file" bs=65536 skip="$(($2 * 128))" count=128 2>/dev/null | sha256sum) &&
    printf '%s\n' "$2" >>"$fr_file.parts" && reply "part $1 $2 ${fr_sum%% *}"
}
