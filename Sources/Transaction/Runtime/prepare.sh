# Prepare: the backup set, staged and saved.

refuse() {
  r_step=$1
  shift
  reply_text "refusal $r_step -" "$*"
  refused=1
}

# refuse_entry NUMBER REASON [FILE]
refuse_entry() {
  reply_text "refusal $step $1" "$2"
  [ -z "${3-}" ] || [ ! -s "$3" ] || reply_text "refusal-output" "$(tail -c 16384 "$3" | tail -n 20)"
  refused=1
}

# prepare BODY-LENGTH ARCHIVE-LENGTH|pieces SECRETS-LENGTH: makes the set, stages, verifies, saves. Changes nothing
# outside the backup folder; whatever fails leaves no set behind.
prepare() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  refused=
  fr_arrived=
  boots=
  shared=
  tight=
  script=
  eval "$body"
  body=
  if [ "${3:-0}" -gt 0 ] && ! take_secrets "$3"; then
    refuse - "secrets are kept in memory, and no filesystem of that kind is at /dev/shm here, nor at /run for root"
  fi
  if [ -n "$refused" ] || ! make_set; then
    skip_archive "$2"
    drop_taken
    reply "refused"
    return 1
  fi
  if stage "$2" && [ -z "$refused" ]; then
    reply "prepared $run" && reply end
    return
  fi
  [ -n "$refused" ] || refuse - "cannot prepare"
  abandon
  reply refused
  return 1
}

# prepare_set ROOT BACKUPS RUN LINE: LINE is what the registry of roots shall hold.
prepare_set() {
  registry_line=$4
  root=$1
  backups=$2
  run=$3
  set=$backups/$run
  base_count=0
}

# What is to be done, as the set keeps it.
transaction() {
  script=$1
}

# The run works with what other roots of this host may work with too.
shares_host() {
  shared=1
}

recovers_on_boot() {
  boots=1
}

make_set() {
  [ -z "$tight" ] || drop_reserve
  if ! make_readable_folder "$backups" 2>/dev/null; then
    refuse - "cannot make the backup folder $backups"
    return 1
  fi
  if ! take_locks; then
    if [ -n "$holder" ]; then
      reply locked
      [ "$held" = "$backups" ] || holder="$holder in $held, since both work with services or files outside of their roots"
      refuse - "locked by the run $holder"
    else
      refuse - "cannot make the lock $backups/.lock"
    fi
    return 1
  fi
  clear_gone
  if [ -e "$set" ] || [ -L "$set" ]; then
    release
    refuse - "cannot make the backup set $set: something of that name is there"
    return 1
  fi
  if ! mkdir "$set" "$set/new" "$set/files" "$set/system" "$set/control" "$set/evidence" 2>/dev/null; then
    # Some of them may have found room, which are empty.
    rmdir "$set/evidence" "$set/control" "$set/system" "$set/files" "$set/new" "$set" 2>/dev/null
    release
    refuse - "cannot make the backup set $set"
    return 1
  fi
  staged=1
  # What this session was started with, before the manifest: a folder with one counts as a set, and must be able to recover.
  if ! { keep_text runtime "${program#*"$N"}$N" && keep_text script "$script" &&
    { [ -z "$host_lock" ] || printf '%s\n' "$host_lock" >"$set/control/shared"; } &&
    { [ -z "$secret_folder" ] || printf '%s\n' "$secret_folder" >"$set/control/secrets"; } &&
    { [ -z "$tight" ] || true >"$set/control/tight"; } && note "state preparing" && true >"$set/events"; }; then
    refuse - "cannot write the backup set $set"
    return 1
  fi
  load_secrets
}

# keep_text FILE TEXT: in the set. A shell whose printf is a program of its own cannot hand it so much.
keep_text() {
  printf '%s' "$2" 2>/dev/null >"$set/$1" || cat >"$set/$1" <<END
${2%"$N"}
END
}

make_readable_folder() {
  [ ! -d "$1" ] || return 0
  umask 022
  mkdir -p "$1"
  set -- "$?"
  umask 077
  return "$1"
}

abandon() {
  boot_off
  each_base rm -rf
  drop_secrets
  discard
  release
  staged=
}

# A set that nothing was done by goes. Its hard links go first, since they are names of live files.
discard() {
  rm -rf "${set:?}/files" "${set:?}/system"
  # On a full disk there may be no room for the folder that it steps into.
  remove_sets "${set##*/}" 2>/dev/null || rm -rf "${set:?}"
}

# skip_archive LENGTH|pieces
skip_archive() {
  if [ "$1" != pieces ]; then
    read_exactly "$1" >/dev/null
    return
  fi
  while read -r s_piece s_kind && [ "$s_piece" -gt 0 ]; do
    read_exactly "$s_piece" >/dev/null || return 1
  done
}

# unpack LENGTH|pieces: GNU tar would read a backslash in the folder's name given to -C as an escape.
unpack() {
  case $1 in
    pieces) read_pieces ;;
    ??????*) read_exactly "$1" ;;
    *) exec dd bs="$1" count=1 iflag=fullblock 2>/dev/null ;;
  esac | (cd -- "$set" && exec tar -x -m -f -) &&
    # tar may have all that it wants of a stream that turns out to be damaged.
    [ ! -e "$set/evidence/damaged" ]
}

# Counted pieces, packed or not, up to one of none, since nobody knew their sum.
read_pieces() {
  while read -r s_piece s_kind && [ "$s_piece" -gt 0 ]; do
    if [ "$s_kind" = packed ]; then
      # All of the piece is taken, even if gzip wants no more of it: behind it come others.
      read_exactly "$s_piece" | { gzip -d -c || { true >"$set/evidence/damaged"; cat >/dev/null; }; }
      [ ! -e "$set/evidence/damaged" ] || return 1
    else
      read_exactly "$s_piece" || return 1
    fi
  done
}

stage() {
  unpack "$1" 2>"$set/evidence/tar" || {
    refuse - "cannot unpack: $(sed -n '/./{p;q;}' "$set/evidence/tar")"
    return 1
  }
  load
  if [ -n "$fr_arrived" ] && ! settle_arrivals 2>"$set/evidence/arrived"; then
    refuse - "cannot stage what came before: $(head -n 1 "$set/evidence/arrived")"
    return 1
  fi
  phase=prepare
  if ! command -v setsid >/dev/null 2>&1; then
    refuse - "this host has no setsid: nothing would carry on when the connection is lost"
    return 1
  fi
  if ! stage_beside 2>"$set/evidence/beside"; then
    refuse - "cannot stage on another filesystem: $(head -n 1 "$set/evidence/beside")"
    return 1
  fi
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  [ -z "$refused" ] || return 1
  # A set that was never let go is dropped, whole or not, so its line may be there before it is.
  save && verify && register && boot_on && note "state prepared" || return 1
  each_base sync_tree
  sync_tree "$set"
}

# Every staged file is compared with what the plan promised: content, mode and owner. So is what was saved, which must
# be what was planned. Both in the same processes: only where something differs is it asked which.
verify() {
  compare_all verify_row "$entries"
  [ -n "$differ" ] || return 0
  compare staged new is_new_content "$entries"
  # shellcheck disable=SC2086 # numbers
  list_numbers $differ
  for s_id in $listed; do
    see staged "$s_id"
    refuse_entry "$s_id" "staged as ${state_now%:*}, wanted ${new%:*}"
  done
  compare "$set" old was_content "$entries"
  # shellcheck disable=SC2086 # numbers
  [ -z "$differ" ] || each_row refuse_changed $differ
  [ -z "$refused" ]
}

verify_row() {
  compare_as staged new is_new_content
  compare_as "$set" old was_content
}

# The old files are linked into the set, or copied where a link would be the very file that is written to,
# or cannot be.
save() {
  [ -z "$ways" ] || find_copying
  if ! {
    each_folder save_old is_linked "$entries" && { [ -z "$ways" ] || each_folder save_copy is_copied "$entries"; }
  } 2>"$set/evidence/save"; then
    refuse - "cannot save the old files: $(tail -n 1 "$set/evidence/save")"
    return 1
  fi
  note_saved
}

refuse_changed() {
  refuse_entry "$id" "changed on the server since the plan was made"
}

register() {
  make_readable_folder "$backups/deployed" || return 1
  know_user
  registry
  if ! is_registered; then
    { [ -d "$registry" ] || mkdir -p "$registry" 2>/dev/null; } && printf '%s\n' "$registry_line" >>"$registry/roots"
  fi
  hide_from_git
}

# A shell reads byte by byte; the roots of a host are few.
is_registered() {
  [ -f "$registry/roots" ] || return 1
  s_count=0
  while [ "$s_count" -lt 20 ] && { IFS= read -r s_line || [ -n "$s_line" ]; }; do
    [ "$s_line" != "$registry_line" ] || return 0
    s_count=$((s_count + 1))
  done <"$registry/roots"
  [ "$s_count" -eq 20 ] && grep -q -x -F -e "$registry_line" "$registry/roots"
}

# git would show the sets as untracked, and `git stash -u` would take them away.
hide_from_git() {
  case $backups in
    "$root"/*)
      if find_excludes && ! grep -q -x -F -e "/${backups#"$root"/}/" "$s_info/exclude" 2>/dev/null; then
        # Whoever works in the checkout must be able to read it, and its last line may lack its end.
        umask 022
        { [ -d "$s_info" ] || mkdir "$s_info" 2>/dev/null; } && printf '\n/%s/\n' "${backups#"$root"/}" >>"$s_info/exclude"
        umask 077
      fi
      ;;
  esac
  return 0
}

# find_excludes: where git reads what to leave alone, in $s_info. In a linked worktree `.git` is a file, that tells of a
# folder, that tells of the one which all worktrees have in common.
find_excludes() {
  s_info=$root/.git
  if [ -f "$s_info" ]; then
    s_line=
    IFS= read -r s_line 2>/dev/null <"$s_info"
    case $s_line in
      'gitdir: /'*) s_info=${s_line#gitdir: } ;;
      'gitdir: '*) s_info=$root/${s_line#gitdir: } ;;
      *) return 1 ;;
    esac
    s_line=
    [ ! -f "$s_info/commondir" ] || IFS= read -r s_line 2>/dev/null <"$s_info/commondir"
    case $s_line in
      '') ;;
      /*) s_info=$s_line ;;
      *) s_info=$s_info/$s_line ;;
    esac
    [ -d "$s_info/objects" ] && [ -w "$s_info" ] || [ -d "$s_info/info" ] || return 1
    s_info=$s_info/info
    return
  fi
  s_info=$s_info/info
  [ -d "$s_info" ]
}
