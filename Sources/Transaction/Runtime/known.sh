# Known: hashes of files that need not be read again.
#
# `deployed/known` has a line for each file of runs that installed many: HASH|DEVICE:INODE:SIZE|MODIFIED|CHANGED|PATH. Whoever
# writes to a file changes the first of these times, and whoever sets that back the second, which nobody can set. Where all
# of them are as they were, so is the content. A line counts only for what was older, by the filesystem's own clock, than
# the moment in which it was last looked at: the clock may tick slowly, and a write in the same tick shows nothing.
#
# What goes wrong here costs time later, and nothing else.

# Only what is asked about in lists is looked for there, and the hashes of a few hundred files are soon made. What is
# written in place, and what holds secrets, is nothing for them.
notes_known() {
  [ "$count" -ge 1000 ] && [ -z "$ways$holds_secrets" ] && command -v awk >/dev/null 2>&1
}

# note_staged RANGE...: what is about to be moved into place, and was hashed while nobody else could reach it.
note_staged() {
  ! notes_known || each_chunk know_staged is_new_file staged "$@" >"$set/control/known-staged"
}

# note_placed RANGE...: what lies there now, as far as it is what was moved: somebody may have written to it already, or
# put another file there.
note_placed() {
  notes_known && [ -s "$set/control/known-staged" ] || return 0
  # shellcheck disable=SC2016 # awk's own words
  each_chunk know_placed is_new_file live "$@" | paste -d '|' "$set/control/known-staged" - | awk -F '|' '
    $1 == $3 && $2 == $4 { print substr($0, length($1) + length($2) + 3) }' >>"$set/control/known-placed"
  rm -f "$set/control/known-staged"
}

know_staged() {
  eval "TZ=UTC0 stat -c '%d:%i:%s|%y' $words" 2>/dev/null
}

know_placed() {
  eval "TZ=UTC0 stat -c '%d:%i:%s|%y|%z|%n' $words" 2>/dev/null
}

# keep_known: at the end of a run that is committed, what is still as it was placed takes the place of what was known of
# these paths.
keep_known() {
  notes_known && [ -s "$set/control/known-placed" ] || return 0
  know_user
  n_known=$backups/deployed/known
  true >"$set/control/known" && n_now=$(TZ=UTC0 stat -c %y "$set/control/known") || return 0
  n_before=/dev/null
  ! trusts_known "$n_known" || n_before=$n_known
  # The last word of an entry's line is its new state, which is a plain word where it is that of a file.
  # One that is gone would give its hash to the next one.
  each_chunk know_placed is_new_file live "$entries" >"$set/control/known-files" || return 0
  sed -n 's/^entry .* file:[0-7]*:[0-9]*:[0-9]*:[0-9]*:\([0-9a-f]*\):[0-9]*$/\1/p' "$set/manifest" >"$set/control/known-sums"
  umask 022
  # shellcheck disable=SC2016 # awk's own words
  if [ "$(wc -l <"$set/control/known-sums")" -eq "$(wc -l <"$set/control/known-files")" ] && {
    paste -d '|' "$set/control/known-sums" "$set/control/known-files" | awk -F '|' -v now="$n_now" -v placed="$set/control/known-placed" '
      BEGIN { while ((getline line < placed) > 0) as[line] = 1 }
      substr($0, length($1) + 2) in as && $3 < now && $4 < now' && cat "$n_before"
  } | sort -s -u -t '|' -k 5 >"$n_known.new"; then
    mv -f "$n_known.new" "$n_known"
  fi
  umask 077
  return 0
}

# trusts_known FILE: whether nobody but this account and root can have written it.
trusts_known() {
  [ -s "$1" ] && n_told=$(stat -c %u:%A:%F "$1" "${1%/*}" "${1%/*/*}" 2>/dev/null) || return 1
  n_count=0
  for n_one in $n_told; do
    case $n_one in
      "$user":* | 0:*) ;;
      *:*) return 1 ;;
    esac
    case $n_one in
      *:?????w* | *:????????w*) return 1 ;;
      *:-*:regular | *:d*:directory) n_count=$((n_count + 1)) ;;
    esac
  done
  [ "$n_count" -eq 3 ]
}
