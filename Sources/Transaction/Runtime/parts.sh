# Parts of large contents: all that the further commands of a connection need.

# carry TOKEN FOLDER OWN: takes parts in beside the session that said where they go.
carry() {
  token=$1
  fr_folder=$2
  fr_own=$3
  fr_hashing=
  choose_hash
  while read -r request first second third; do
    [ "$request" = part ] || break
    part "$first" "$second" "$third" || break
  done
  [ -z "$fr_hashing" ] || wait "$fr_hashing"
}

# That of openssl, where there is one, uses what a processor has for it: it takes a fifth of the time of many a sha256sum.
choose_hash() {
  [ -z "${hash_chosen-}" ] || return 0
  hash_chosen=1
  # By name, since one that is confined may read what it is given and open nothing.
  case $(openssl dgst -sha256 -r /dev/null 2>/dev/null) in
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 */dev/null') hash_words='openssl dgst -sha256 -r' ;;
    *) hash_words=sha256sum ;;
  esac
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
  { printf '%s\n' "$2" >>"$fr_file.parts"; } 2>/dev/null || {
    # Nobody would be told anything, and the controller waits.
    reply_text failed "cannot write $fr_file.parts"
    return 1
  }
  tell_part "$1" "$2"
}

# What a part lacks shows itself in its hash.
tell_part() {
  # shellcheck disable=SC2086 # a command and its words
  if fr_sum=$(dd if="$fr_file" bs=65536 skip="$(($2 * 128))" count=128 2>/dev/null | $hash_words 2>/dev/null); then
    reply "part $1 $2 ${fr_sum%% *}"
  else
    reply_text failed "cannot hash a large content"
  fi
}
