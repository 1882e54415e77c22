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
  choose_hash
  fr_own=$i_space.$$.$start
  if ! { make_readable_folder "$backups" && hide_from_git && make_incoming; } 2>/dev/null; then
    reply "refused cannot make the folder $fr_folder"
    return 1
  fi
  if [ ! -w "$fr_folder" ] || [ ! -x "$fr_folder" ]; then
    reply "refused cannot write into the folder $fr_folder, which a run of another account has left: remove it"
    return 1
  fi
  for fr_hash in $fr_wanted; do
    take_up "$fr_hash"
    # Its place is taken at once, so that no session that leaves takes the folder for an empty one.
    { claim "$fr_hash" || { make_incoming && claim "$fr_hash"; }; } 2>/dev/null
  done
  clear_incoming
  reply "incoming $fr_own"
  reply end
}

# Another session may make it at the same time.
make_incoming() {
  [ -d "$fr_folder" ] || mkdir -m 0700 "$fr_folder" || [ -d "$fr_folder" ]
}

claim() {
  true >>"$fr_folder/$1.$fr_own"
}

# await_content HASH SIZE
await_content() {
  fr_wanted="$fr_wanted $1"
  eval "fr_size_$1=\$2"
}

# What an earlier session left of a content becomes this one's. That of a dead session is moved, so that it needs no room
# twice; of that of another one a copy is made, since it may still write, and so may another account.
# shellcheck disable=SC3067 # -O is not in POSIX, but in every sh we run under
take_up() {
  fr_file=$fr_folder/$1.$fr_own
  for fr_way in mv cp; do
    set +f
    for fr_list in "$fr_folder/$1".*.parts; do
      set -f
      fr_left=${fr_list%.parts}
      if [ ! -f "$fr_list" ] || [ ! -f "$fr_left" ] || [ -L "$fr_left" ] || [ -e "$fr_file" ] ||
        { [ "$fr_way" = mv ] && ! { [ -O "$fr_left" ] && is_left "${fr_left##*/}"; }; }; then
        continue
      fi
      # Whatever was done to it since, it gets its length, counts by its hashes only, and is as young as what comes now.
      eval "fr_size=\$fr_size_$1"
      if "$fr_way" "$fr_left" "$fr_file" && "$fr_way" "$fr_list" "$fr_file.parts" &&
        dd of="$fr_file" bs=1 seek="$fr_size" count=0 && touch "$fr_file.parts"; then
        tell_parts "$1"
      else
        rm -f "$fr_file" "$fr_file.parts"
      fi 2>/dev/null
    done
  done
  set -f
  drop_left "$1"
}

# Whatever stands in the list is hashed once more.
tell_parts() {
  fr_told=' '
  while read -r fr_number; do
    case $fr_number:$fr_told in
      :* | *[!0-9]*:* | ??????????*:* | "$fr_number:"*" $fr_number "*) continue ;;
    esac
    fr_told="$fr_told$fr_number "
    tell_part "$1" "$fr_number"
  done <"$fr_file.parts"
}

# is_left HASH.OWNER: whether the session that it came to is dead.
is_left() {
  fr_owner=${1#*.}
  fr_space=${fr_owner%%.*}
  fr_owner=${fr_owner#*.}
  [ "$fr_space" = "$i_space" ] && process_dead "${fr_owner%%.*}" "${fr_owner#*.}"
}

# What of contents lies here that the next session would take over: a content that needs no room any more.
# shellcheck disable=SC3067 # -O is not in POSIX, but in every sh we run under
probe_incoming() {
  [ -d "$backups/.incoming" ] || return 0
  lock_identity
  fr_hashes=
  fr_paths=
  set +f
  for fr_list in "$backups/.incoming"/*.parts; do
    set -f
    fr_left=${fr_list%.parts}
    fr_hash=${fr_left##*/}
    fr_hash=${fr_hash%%.*}
    if [ ! -f "$fr_left" ] || [ -L "$fr_left" ] || [ ! -O "$fr_left" ] || ! is_left "${fr_left##*/}"; then
      continue
    fi
    case $fr_hash in
      *[!0-9a-f]*) continue ;;
    esac
    fr_hashes="$fr_hashes $fr_hash"
    quote "$fr_left"
    fr_paths="$fr_paths $quoted"
  done
  set -f
  [ -n "$fr_paths" ] || return 0
  # %b is in blocks of %B bytes, and not all of a file with holes has any.
  fr_rest=$(eval "exec stat -c '%b %B' $fr_paths" 2>/dev/null) || return 0
  reply_each left "$fr_hashes" "$fr_rest"
}

# drop_left HASH: what dead sessions left of a content.
drop_left() {
  set +f
  for fr_left in "$fr_folder/$1".*; do
    set -f
    fr_name=${fr_left##*/}
    ! is_left "${fr_name%.parts}" || rm -f "$fr_left"
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
