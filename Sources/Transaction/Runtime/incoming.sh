# Incoming: large contents, which come before the set that takes them.
#
# A content lies in the folder .incoming as HASH.OWNER, beside the list of its parts that are there, HASH.OWNER.parts.
# OWNER is the session that it came to, as NAMESPACE.PID.START.

# incoming BODY-LENGTH: what of large contents lies here already; the rest comes as parts, over this session and others.
incoming() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  eval "$body"
  set=
  fr_folder=$backups/.incoming
  lock_identity
  process_start "$$" || start=0
  fr_own=$i_space.$$.$start
  if ! { make_readable_folder "$backups" && hide_from_git && { [ -d "$fr_folder" ] || mkdir -m 0700 "$fr_folder"; }; } 2>/dev/null; then
    reply "refused cannot make the folder $fr_folder"
    return 1
  fi
  for fr_hash in $fr_wanted; do
    take_up "$fr_hash"
  done
  clear_incoming
  reply "incoming $fr_own"
  reply end
}

await_content() {
  fr_wanted="$fr_wanted $1"
}

# What an earlier session left of a content becomes this one's: a copy, since what that one started may still write.
take_up() {
  fr_file=$fr_folder/$1.$fr_own
  set +f
  for fr_list in "$fr_folder/$1".*.parts; do
    set -f
    if [ ! -f "$fr_list" ] || [ -e "$fr_file" ]; then
      continue
    fi
    if cp "${fr_list%.parts}" "$fr_file" 2>/dev/null; then
      while read -r fr_number; do
        case $fr_number in
          '' | *[!0-9]*) ;;
          *) (hash_part "$1" "$fr_number") ;;
        esac
      done <"$fr_list"
    else
      rm -f "$fr_file"
    fi
  done
  set -f
  drop_left "$1"
}

# drop_left HASH: what dead sessions left of a content.
drop_left() {
  set +f
  for fr_left in "$fr_folder/$1".*; do
    set -f
    fr_owner=${fr_left#"$fr_folder/$1."}
    fr_owner=${fr_owner%.parts}
    fr_space=${fr_owner%%.*}
    fr_owner=${fr_owner#*.}
    [ "$fr_space" != "$i_space" ] || ! process_dead "${fr_owner%%.*}" "${fr_owner#*.}" || rm -f "$fr_left"
  done
  set -f
}

# What nobody came back for within a day goes.
clear_incoming() {
  [ -d "$backups/.incoming" ] || return 0
  find "$backups/.incoming" -type f -mtime +0 -exec rm -f {} + 2>/dev/null
  [ -n "${fr_wanted-}" ] || rmdir "$backups/.incoming" 2>/dev/null
  return 0
}

# Of what came in part, there is something to go on after.
leave_incoming() {
  for fr_hash in $fr_wanted; do
    [ -s "$fr_folder/$fr_hash.$fr_own.parts" ] || rm -f "$fr_folder/$fr_hash.$fr_own"
  done
  rmdir "$fr_folder" 2>/dev/null
}

# arrived HASH NUMBER...: (of prepare) these entries get this content.
arrived() {
  fr_arrived="$fr_arrived $1"
  fr_hash=$1
  shift
  eval "fr_entries_$fr_hash=\$*"
}

# The contents take their places in the set. What is moved is what the controller compared part by part, so it is
# not hashed once more; of what is copied nobody knows that yet.
settle_arrivals() {
  for fr_hash in $fr_arrived; do
    fr_from=$fr_folder/$fr_hash.$fr_own
    fr_first=
    eval "fr_numbers=\$fr_entries_$fr_hash"
    for fr_entry in $fr_numbers; do
      at "$fr_entry"
      fr_to=$set/new/$place/$folder/$name
      if [ -n "$fr_first" ]; then
        cp "$fr_first" "$fr_to" || return 1
      else
        mv "$fr_from" "$fr_to" || return 1
        fr_first=$fr_to
        fr_whole="$fr_whole $fr_entry:$fr_hash "
      fi
    done
    rm -f "$fr_from.parts"
    drop_left "$fr_hash"
  done
  fr_wanted=
  rmdir "$fr_folder" 2>/dev/null
  return 0
}
