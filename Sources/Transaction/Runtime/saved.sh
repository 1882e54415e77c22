# Saved: whether a file is still the one whose content was compared when it was saved.
#
# A saved file and the live one are names of one file. Its device, inode, size, attributes and times, written down
# before it was hashed, tell that nobody wrote to it since: whoever does changes the time of its content, and with that
# of its attributes also one who sets the first back. The clock of a filesystem ticks slowly, so that this holds only for
# a file whose content was older than what was written after the linking and before the hashing.

# After the links were made, before they are hashed. Without it all is compared.
note_saved() {
  # As shell text, which is read without a process, and must be whole for that.
  if ! { true >"$set/control/saving" && printf "k_noted='\n" >"$set/control/saved" &&
    each_chunk note_identities is_kept "$set" "$entries" && printf "'\n" >>"$set/control/saved"; }; then
    rm -f "$set/control/saved"
  fi
}

is_kept() {
  [ "$way" = rename ] && was_file
}

note_identities() {
  eval "stat -c '%d %i %s %f %u %g %y|%z' $words" >>"$set/control/saved"
}

# as_saved BASE FORMAT RANGE...: whether all of the entries that are files are known by what was noted of them; BASE is
# where they lie now.
as_saved() {
  [ -s "$set/control/saved" ] || return 1
  # shellcheck disable=SC1091 # what was noted
  . "$set/control/saved"
  k_format=$2
  case $k_format in
    *z) ;;
    *) without_changes ;;
  esac
  k_base=$1
  shift 2
  k_known=1
  each_chunk know_identities is_known "$k_base" "$@"
  [ -n "$k_known" ]
}

# The noted lines without the time at which the attributes changed.
without_changes() {
  k_all=$N
  k_part=
  IFS=$N
  for k_line in $k_noted; do
    k_part=$k_part${k_line%|*}$N
    if [ "${#k_part}" -ge 2048 ]; then
      k_all=$k_all$k_part
      k_part=
    fi
  done
  IFS=" 	$N"
  k_noted=$k_all$k_part
}

is_known() {
  [ -n "$k_known" ] && was_file || return 1
  path_in "$set"
  # shellcheck disable=SC3013 # not in POSIX, but in every sh we run under
  if [ "$way" = rename ] && [ "$path" -ot "$set/control/saving" ]; then
    return 0
  fi
  k_known=
  return 1
}

know_identities() {
  k_said=$(eval "exec stat -c '$k_format' $words" 2>/dev/null)
  case $k_noted in
    *"$N$k_said$N"*) ;;
    *) k_known= ;;
  esac
}
