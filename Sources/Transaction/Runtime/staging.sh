# Staged files as they shall be before they are moved.

# own OWNER:GROUP NUMBER..., mode MODE NUMBER...: staged files as they shall be before they are moved.
own() {
  [ "$phase" = prepare ] || return 0
  w_owner=$1
  shift
  each_chunk own_staged "$@" || refuse "$step" "cannot give the staged files to $w_owner"
}

mode() {
  [ "$phase" = prepare ] || return 0
  w_mode=$1
  shift
  each_chunk mode_staged "$@" || refuse "$step" "cannot set mode $w_mode on the staged files"
}

own_staged() {
  staged_paths "$@"
  eval "chown \"\$w_owner\" $paths"
}

mode_staged() {
  staged_paths "$@"
  eval "chmod \"\$w_mode\" $paths"
}

# fetch RUN NUMBER...: staged contents come from what an earlier run saved on this host.
fetch() {
  [ "$phase" = prepare ] || return 0
  fetch_from=$1
  shift
  find_copying
  { make_trees staged new && each_folder fetch_saved "$@"; } || refuse "$step" "cannot copy from the backup set $fetch_from"
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
  # shellcheck disable=SC2086 # numbers
  make_trees staged new && by_way $entries && beside_files $apart && each_folder carry_beside $beside_files
}

# Those of the entries whose content came with the request.
beside_files() {
  beside_files=
  for t_id do
    eval "t_path=\$set/new/\$e_place_$t_id/\$e_folder_$t_id/\$e_name_$t_id"
    { [ ! -f "$t_path" ] && [ ! -L "$t_path" ]; } || beside_files="$beside_files $t_id"
  done
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

# What is staged goes, wherever it is.
drop_new() {
  rm -rf "${set:?}/new"
  each_base rm -rf
}

# adopt FOLDER NUMBER NAME...: staged contents come from a folder beside the sets that a person made. A file
# that kept its name is one of a batch; one that has another there (`a.py.bak`) takes a process of its own.
adopt() {
  [ "$phase" = prepare ] || return 0
  adopt_from=$backups/$1
  shift
  make_trees staged new || refuse "$step" "cannot make folders for staging"
  f_ids=
  while [ $# -gt 1 ]; do
    at "$1"
    case /$2 in
      */"$name")
        eval "f_from_$1=\$adopt_from/\$2"
        f_ids="$f_ids $1"
        ;;
      *) cp "$adopt_from/$2" "$base/$place/$folder/$name" || refuse_entry "$1" "cannot copy $adopt_from/$2" ;;
    esac
    shift 2
  done
  # shellcheck disable=SC2086 # numbers
  each_folder adopt_named $f_ids || refuse "$step" "cannot copy from $adopt_from"
}

adopt_named() {
  paths=
  for t_id do
    paths="$paths \"\$f_from_$t_id\""
  done
  eval "cp $paths \"\$base/\$place/\$folder/\""
}

# validate SECONDS COMMAND NUMBER...: the command sees the staged file as its first argument.
validate() {
  [ "$phase" = prepare ] || return 0
  can_end_commands
  v_seconds=$1
  v_command=$2
  shift 2
  for v_id do
    at "$v_id"
    v_file=$base/$place/$folder/$name
    account "$v_seconds" "$set/evidence/validate-$v_id" "$v_command" "$v_file"
    v_code=$?
    if [ "$v_code" -ne 0 ]; then
      status_words "$v_code" "$v_seconds"
      refuse_entry "$v_id" "validate failed ($words)" "$set/evidence/validate-$v_id"
    elif is_secret "$v_id"; then
      true >"$set/evidence/validate-$v_id"
    fi
  done
}
