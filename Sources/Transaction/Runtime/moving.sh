# Moving: what one process does with the files of a folder, by the way in which they are installed.

# by_way NUMBER...: those that are written in place into $in_place, those that are staged on another
# filesystem into $apart, the others into $plain.
by_way() {
  in_place=
  apart=
  plain=
  for t_id do
    eval "t_way=\${e_way_$t_id-}"
    case $t_way in
      in-place) in_place="$in_place $t_id" ;;
      beside) apart="$apart $t_id" ;;
      *) plain="$plain $t_id" ;;
    esac
  done
}

save_old() {
  live_paths "$@"
  eval "ln $paths \"\$set/\$place/\$folder/\""
}

save_copy() {
  live_paths "$@"
  eval "$copying $paths \"\$set/\$place/\$folder/\""
}

move_staged() {
  staged_paths "$@"
  eval "mv -f $paths \"\$home/\""
}

# cp opens the file that is there and writes into it, and gives it what belongs to the other.
write_staged() {
  staged_paths "$@"
  eval "$copying $paths \"\$home/\""
}

write_saved() {
  paths_below "$set" "$@"
  eval "$copying $paths \"\$home/\""
}

sync_live() {
  y_paths=
  for t_id do
    at "$t_id"
    eval "y_path_$t_id=\$home/\$name"
    y_paths="$y_paths \"\$y_path_$t_id\""
  done
  eval "sync $y_paths"
}

remove_live() {
  live_paths "$@"
  eval "rm -f $paths"
}

# Saved content goes back through new/. A hard link keeps everything about the file and needs no room:
# that is what a revert uses. A copy leaves the set whole: that is what `restore` uses.
stage_saved() {
  paths_below "$set" "$@"
  if [ "$staging" = link ] && [ "$way" = rename ]; then
    eval "ln -f $paths \"\$base/\$place/\$folder/\""
  else
    find_copying
    eval "$copying $paths \"\$base/\$place/\$folder/\""
  fi
}

fetch_saved() {
  paths_below "$backups/$fetch_from" "$@"
  if [ -n "$tight" ] || ! eval "$copying $paths \"\$base/\$place/\$folder/\"" 2>/dev/null; then
    link_saved "$@"
  fi
}

carry_beside() {
  paths_below "$set/new" "$@"
  eval "mv -f $paths \"\$base/\$place/\$folder/\""
}

copy_deployed() {
  paths=
  c_hidden=
  for t_id do
    if is_secret "$t_id"; then
      c_hidden="$c_hidden $t_id"
      continue
    fi
    eval "state_fields \"\$e_new_$t_id\""
    small "$s_size" || continue
    # Where edits of the server were merged with a source, that source is the base of the next merge.
    c_from="\$set/source/\$place/\$folder"
    eval "[ -f \"$c_from/\$e_name_$t_id\" ]" || c_from="\$home"
    paths="$paths \"$c_from/\$e_name_$t_id\""
  done
  [ -z "$paths" ] || eval "cp -f $paths \"\$backups/deployed/\$place/\$folder/\""
  # What was there before it held secrets would be taken for what it holds now.
  # shellcheck disable=SC2086 # numbers
  [ -z "$c_hidden" ] || remove_deployed $c_hidden
}
