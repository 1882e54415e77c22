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
  if as_saved live '%d %i %s %f %u %g %y|%z' "$@"; then
    compare live old was_no_file "$@"
  else
    compare live old any "$@"
  fi
  if [ -n "$differ" ]; then
    # shellcheck disable=SC2086 # numbers
    each_row drifted $differ
    fail "changed on the server since the plan was made"
  fi
  p_kinds=' '
  p_gone_folders=
  each_row sort_out "$@"
  announce put
  kept=' '
  # shellcheck disable=SC2086 # numbers
  {
    does folders && { make_live_folders new is_new_folder "$@" || fail "cannot make folders"; }
    does moves && note_staged "$@"
    does moves && { each_folder move_staged is_moved "$@" || fail "cannot move the new files into place"; }
    does writes && { write_in_place write_staged is_written "$@" || fail "cannot write the new files in place"; }
    does removals && { each_folder remove_live is_removed "$@" || fail "cannot remove files"; }
    remove_live_folders $p_gone_folders
    sync_homes "$@" || fail "cannot sync the folders"
    does moves && note_placed "$@"
    does replacements && slipped "$@"
  }
  event "ok $step"
}

drifted() {
  event "drifted $step $id"
}

# What there is to do at all, into $p_kinds.
sort_out() {
  case $new in
    dir:*) does folders || p_kinds="${p_kinds}folders " ;;
    file:* | link:*)
      if [ "$way" = in-place ]; then
        does writes || p_kinds="${p_kinds}writes "
      else
        does moves || p_kinds="${p_kinds}moves "
      fi
      ;;
    absent)
      case $old in
        dir:*) p_gone_folders="$id $p_gone_folders" ;; # deepest first
        *) does removals || p_kinds="${p_kinds}removals " ;;
      esac
      ;;
  esac
  case $old in
    file:*) does replacements || p_kinds="${p_kinds}replacements " ;;
  esac
}

does() {
  case $p_kinds in *" $1 "*) ;; *) return 1 ;; esac
}

is_removed() {
  [ "$new" = absent ] && ! was_folder
}

# write_in_place ACTION FILTER RANGE...: contents written into the files that are there, and made durable. Until it
# is done, such a file holds neither the old content nor the new: both are in the set, synced.
write_in_place() {
  find_copying
  each_folder "$@" || return 1
  f_filter=$2
  shift 2
  each_chunk sync_live "$f_filter" live "$@"
}

# make_live_folders old|new FILTER RANGE...: parents come before their children, so that one mkdir makes all; the
# umask and a set-group-id parent have no say in what they become.
make_live_folders() {
  f_which=$1
  f_filter=$2
  shift 2
  each_chunk make_folders is_missing_folder live "$@" || return 1
  f_words=
  f_last=
  f_bad=0
  each_row dress_live_folder "$@"
  dress_these
  return "$f_bad"
}

is_missing_folder() {
  "$f_filter" && [ ! -d "$home/$name" ]
}

make_folders() {
  eval "mkdir $words"
}

dress_live_folder() {
  "$f_filter" || return 0
  if [ "$f_which" = new ]; then
    dress_as "$new" "$home/$name"
  else
    dress_as "$old" "$home/$name"
  fi
}

# dress_as STATE PATH: together with others that get the same mode, owner and group.
dress_as() {
  state_fields "$1"
  f_state=:$s_mode:$s_uid:$s_gid
  if [ "$f_state" != "$f_last" ] || [ "${#f_words}" -ge "$bytes" ]; then
    dress_these
    f_last=$f_state
  fi
  quote "$2"
  f_words="$f_words $quoted"
}

# The mode is given five digits: with four, GNU chmod keeps a set-group-id bit that a folder inherited.
dress_these() {
  [ -n "$f_words" ] || return 0
  state_fields "$f_last"
  eval "chown \"\$s_uid:\$s_gid\" $f_words && chmod \"0\$s_mode\" $f_words" || f_bad=1
  f_words=
}

# remove_live_folders NUMBER...: a folder that holds something of somebody else stays, and is named in $kept.
remove_live_folders() {
  [ "$#" -gt 0 ] || return 0
  each_chunk remove_folders is_folder live "$@"
  each_row keep_folder "$@"
}

is_folder() {
  [ -d "$home/$name" ]
}

remove_folders() {
  eval "rmdir $words" 2>/dev/null
  return 0
}

keep_folder() {
  [ -d "$home/$name" ] || return 0
  event "kept $step $id"
  kept="$kept$id "
}

# A write that slipped in between the check and the rename went to the old file, which is now the
# backup: it is not lost, but its author must hear of it.
slipped() {
  # The rename that took away its other name changed the last of its times.
  ! as_saved "$set" '%d %i %s %f %u %g %y' "$@" || return 0
  compare "$set" old was_file "$@"
  # shellcheck disable=SC2086 # numbers
  [ -z "$differ" ] || each_row tell_slipped $differ
}

tell_slipped() {
  event "slipped $step $id"
}
