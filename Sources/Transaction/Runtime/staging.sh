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
  paths_below "$set/new" "$@"
  eval "chown \"\$w_owner\" $paths"
}

mode_staged() {
  paths_below "$set/new" "$@"
  eval "chmod \"\$w_mode\" $paths"
}

# fetch RUN NUMBER...: staged contents come from what an earlier run saved on this host.
fetch() {
  [ "$phase" = prepare ] || return 0
  fetch_from=$1
  shift
  { make_trees "$set/new" new && each_folder fetch_saved "$@"; } || refuse "$step" "cannot copy from the backup set $fetch_from"
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
    v_file=$set/new/$place/$folder/$name
    account "$v_seconds" "$set/evidence/validate-$v_id" "$v_command" "$v_file"
    v_code=$?
    if [ "$v_code" -ne 0 ]; then
      status_words "$v_code" "$v_seconds"
      refuse_entry "$v_id" "validate failed ($words)" "$set/evidence/validate-$v_id"
    fi
  done
}
