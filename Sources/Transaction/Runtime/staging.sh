# Staged files as they shall be before they are moved.

# own OWNER:GROUP RANGE..., mode MODE RANGE...: staged files as they shall be before they are moved.
own() {
  [ "$phase" = prepare ] || return 0
  w_owner=$1
  shift
  each_chunk own_staged any staged "$@" || refuse "$step" "cannot give the staged files to $w_owner"
}

mode() {
  [ "$phase" = prepare ] || return 0
  w_mode=$1
  shift
  each_chunk mode_staged any staged "$@" || refuse "$step" "cannot set mode $w_mode on the staged files"
}

own_staged() {
  eval "chown \"\$w_owner\" $words"
}

mode_staged() {
  eval "chmod \"\$w_mode\" $words"
}

# fetch RUN RANGE...: staged contents come from what an earlier run saved on this host.
fetch() {
  [ "$phase" = prepare ] || return 0
  fetch_from=$1
  shift
  find_copying
  { make_trees staged is_new_content "$entries" && each_folder fetch_saved any "$@"; } || refuse "$step" "cannot copy from the backup set $fetch_from"
}

# What is staged on other filesystems goes there, into folders that nobody else made: in a folder that
# everybody may write to, somebody could have made one of this name.
stage_beside() {
  [ "$base_count" -gt 0 ] || return 0
  # A crash from here on leaves folders that only the manifest tells of.
  sync_tree "$set"
  if ! each_base mkdir; then
    # What is not ours stays, unless it is empty.
    each_base rmdir 2>/dev/null
    base_count=0
    return 1
  fi
  make_trees staged is_new_content "$entries" && each_folder carry_beside has_arrived "$entries"
}

# Content for another filesystem that came with the request.
has_arrived() {
  [ "$way" = beside ] || return 1
  path_in "$set/new"
  [ -f "$path" ] || [ -L "$path" ]
}

# each_base COMMAND...: the command with the folders that were made for staging on other filesystems.
each_base() {
  [ "$base_count" -gt 0 ] || return 0
  z_paths=
  z_number=1
  while [ "$z_number" -le "$base_count" ]; do
    z_paths="$z_paths \"\$base_$z_number\""
    z_number=$((z_number + 1))
  done
  eval "\"\$@\" $z_paths"
}

# What is staged goes, wherever it is, and what was kept between two looks at a log.
drop_new() {
  set +f
  rm -rf "${set:?}/new" "$set/control"/log[.-]* "$set/control"/known*
  set -f
  each_base rm -rf
}

# adopt FOLDER NUMBER NAME...: staged contents come from a folder beside the sets that a person made. A file
# that kept its name is one of a batch; one that has another there (`a.py.bak`) takes a process of its own.
adopt() {
  [ "$phase" = prepare ] || return 0
  adopt_from=$backups/$1
  shift
  f_into=
  make_trees staged is_new_content "$entries" || refuse "$step" "cannot make folders for staging"
  f_words=
  f_count=0
  while [ $# -gt 1 ]; do
    at "$1"
    path_in staged
    if [ "$f_count" -ge "$chunk" ] || [ "${path%/*}" != "$f_into" ]; then
      adopt_named
    fi
    f_into=${path%/*}
    case /$2 in
      */"$name")
        quote "$adopt_from/$2"
        f_words="$f_words $quoted"
        f_count=$((f_count + 1))
        ;;
      *) cp "$adopt_from/$2" "$path" || refuse_entry "$1" "cannot copy $adopt_from/$2" ;;
    esac
    shift 2
  done
  adopt_named
}

adopt_named() {
  [ -z "$f_words" ] || eval "cp $f_words \"\$f_into/\"" || refuse "$step" "cannot copy from $adopt_from"
  f_words=
  f_count=0
}

# validate SECONDS COMMAND RANGE...: the command sees the staged file as its first argument.
validate() {
  [ "$phase" = prepare ] || return 0
  can_end_commands
  # It might change it, or what is staged beside it.
  fr_whole=
  v_seconds=$1
  v_command=$2
  shift 2
  each_row validate_staged "$@"
  return 0
}

validate_staged() {
  path_in staged
  account "$v_seconds" "$set/evidence/validate-$id" "$v_command" "$path"
  v_code=$?
  if [ "$v_code" -ne 0 ]; then
    status_words "$v_code" "$v_seconds"
    refuse_entry "$id" "validate failed ($words)" "$set/evidence/validate-$id"
  elif is_secret "$id"; then
    true >"$set/evidence/validate-$id"
  fi
}
