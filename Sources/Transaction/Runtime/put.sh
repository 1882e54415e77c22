# Moving staged contents into place.

# put NUMBER...: moves staged contents into place. A target that is no longer as the plan saw it stops
# the run before anything is moved.
put() {
  act=$((act + 1))
  case $phase in
    activate) gate_abort ;;
    collect)
      case $acts in
        *" $act "*)
          begun="$begun $*"
          backwards="put:$act $backwards"
          eval "u_put_$act=\$*"
          ;;
      esac
      return 0
      ;;
    *) return 0 ;;
  esac
  observe live "$@" || fail "cannot read the files to replace"
  p_folders=
  p_files=
  p_gone=
  p_gone_folders=
  p_drift=
  kept=' '
  for p_id do
    at "$p_id"
    eval "p_now=\$now_$p_id"
    if ! same_state "$p_now" "$old"; then
      p_drift="$p_drift $p_id"
      event "drifted $step $p_id"
    fi
    case $new in
      dir:*) p_folders="$p_folders $p_id" ;;
      file:* | link:*) p_files="$p_files $p_id" ;;
      absent)
        case $old in
          dir:*) p_gone_folders="$p_id $p_gone_folders" ;; # deepest first
          *) p_gone="$p_gone $p_id" ;;
        esac
        ;;
    esac
  done
  [ -z "$p_drift" ] || fail "changed on the server since the plan was made"
  announce put
  # shellcheck disable=SC2086 # numbers
  {
    make_live_folders new $p_folders || fail "cannot make folders"
    by_way $p_files
    each_folder move_staged $plain || fail "cannot move the new files into place"
    each_folder move_staged $apart || fail "cannot move the new files into place"
    write_in_place write_staged $in_place || fail "cannot write the new files in place"
    each_folder remove_live $p_gone || fail "cannot remove files"
    remove_live_folders $p_gone_folders
    sync_homes "$@" || fail "cannot sync the folders"
    slipped "$@"
  }
  event "ok $step"
}

# write_in_place VERB NUMBER...: contents written into the files that are there, and made durable. Until it
# is done, such a file holds neither the old content nor the new: both are in the set, synced.
write_in_place() {
  [ "$#" -gt 1 ] || return 0
  find_copying
  each_folder "$@" || return 1
  shift
  each_chunk sync_live "$@"
}

# make_live_folders WHICH NUMBER...: parents come before their children, so that one mkdir makes all; the
# umask and a set-group-id parent have no say in what they become.
make_live_folders() {
  f_which=$1
  shift
  each_chunk make_folders "$@"
}

make_folders() {
  f_paths=
  for f_id do
    at "$f_id"
    eval "f_path_$f_id=\$home/\$name"
    [ -d "$home/$name" ] || f_paths="$f_paths \"\$f_path_$f_id\""
  done
  [ -z "$f_paths" ] || eval "mkdir $f_paths" || return 1
  f_paths=
  f_last=
  for f_id do
    at "$f_id"
    eval "f_state=\$$f_which"
    f_state=${f_state%:::*}
    if [ -n "$f_paths" ] && [ "$f_state" != "$f_last" ]; then
      dress_folders || return 1
      f_paths=
    fi
    f_last=$f_state
    f_paths="$f_paths \"\$f_path_$f_id\""
  done
  dress_folders
}

# The mode is given five digits: with four, GNU chmod keeps a set-group-id bit that the folder inherited.
dress_folders() {
  state_fields "$f_last"
  eval "chown \"\$s_uid:\$s_gid\" $f_paths && chmod \"0\$s_mode\" $f_paths"
}

# A folder that holds something of somebody else stays, and is named in $kept.
remove_live_folders() {
  each_chunk remove_folders "$@"
}

remove_folders() {
  f_paths=
  for f_id do
    at "$f_id"
    eval "f_path_$f_id=\$home/\$name"
    [ ! -d "$home/$name" ] || f_paths="$f_paths \"\$f_path_$f_id\""
  done
  [ -z "$f_paths" ] || eval "rmdir $f_paths" 2>/dev/null
  for f_id do
    at "$f_id"
    [ -d "$home/$name" ] || continue
    event "kept $step $f_id"
    kept="$kept$f_id "
  done
}

# A write that slipped in between the check and the rename went to the old file, which is now the
# backup: it is not lost, but its author must hear of it.
slipped() {
  l_ids=
  for l_id do
    at "$l_id"
    case $old in
      file:*) l_ids="$l_ids $l_id" ;;
    esac
  done
  [ -n "$l_ids" ] || return 0
  # shellcheck disable=SC2086 # numbers
  observe "$set" $l_ids || return 0
  for l_id in $l_ids; do
    at "$l_id"
    eval "l_now=\$now_$l_id"
    same_state "$l_now" "$old" || event "slipped $step $l_id"
  done
}
