# Moving: what one process does with the files of a folder, by the way in which they are installed.

# Filters: contents that are renamed into place, whichever filesystem they are staged on, and those that are written
# in place; in the same way old contents that go back.
is_moved() {
  [ "$way" != in-place ] && is_new_content
}

is_written() {
  [ "$way" = in-place ] && is_new_content
}

was_moved() {
  [ "$way" != in-place ] && was_content
}

was_written() {
  [ "$way" = in-place ] && was_content
}

is_in_place() {
  [ "$way" = in-place ]
}

# Old contents that a link saves, and those that need a copy.
is_linked() {
  [ "$way" = rename ] && was_content
}

is_copied() {
  [ "$way" != rename ] && was_content
}

save_old() {
  from=$here_home
  eval "ln $words \"\$set/\$here_tree/\""
}

save_copy() {
  from=$here_home
  eval "$copying $words \"\$set/\$here_tree/\""
}

move_staged() {
  from=$here_base/$here_tree
  eval "mv -f $words \"\$here_home/\""
}

# cp opens the file that is there and writes into it, and gives it what belongs to the other.
write_staged() {
  from=$here_base/$here_tree
  eval "$copying $words \"\$here_home/\""
}

write_saved() {
  from=$set/$here_tree
  eval "$copying $words \"\$here_home/\""
}

sync_live() {
  eval "sync $words"
}

remove_live() {
  from=$here_home
  eval "rm -f $words"
}

# Saved content goes back through new/. A hard link keeps everything about the file and needs no room:
# that is what a revert uses. A copy leaves the set whole: that is what `restore` uses.
stage_saved() {
  from=$set/$here_tree
  if [ "$staging" = link ] && [ "$here_way" = rename ]; then
    eval "ln -f $words \"\$here_base/\$here_tree/\""
  else
    find_copying
    eval "$copying $words \"\$here_base/\$here_tree/\""
  fi
}

fetch_saved() {
  from=$backups/$fetch_from/$here_tree
  if [ -n "$tight" ] || ! eval "$copying $words \"\$here_base/\$here_tree/\"" 2>/dev/null; then
    link_saved
  fi
}

carry_beside() {
  from=$set/new/$here_tree
  eval "mv -f $words \"\$here_base/\$here_tree/\""
}

# The last committed content of every path: with the ledger, the base against which drift is seen. Contents over
# 1 MB are kept as hashes only.
record_deployed() {
  make_trees "$backups/deployed" is_recorded "$entries"
  # Where edits of the server were merged with a source, that source is the base of the next merge.
  if [ -d "$set/source" ]; then
    each_folder copy_merged is_recorded_merged "$entries"
  fi
  each_folder copy_deployed is_recorded_whole "$entries"
  # What was there before it held secrets would be taken for what it holds now.
  [ -z "$holds_secrets" ] || each_chunk remove_deployed is_hidden "$backups/deployed" "$entries"
}

is_recorded() {
  is_new_file && ! is_hidden || return 1
  r_size=${new#file:*:*:*:}
  small "${r_size%%:*}"
}

is_hidden() {
  [ -n "$holds_secrets" ] && is_new_file && is_secret "$id"
}

is_recorded_merged() {
  is_recorded && [ -f "$set/source/$place/$folder/$name" ]
}

is_recorded_whole() {
  is_recorded && [ ! -f "$set/source/$place/$folder/$name" ]
}

copy_merged() {
  from=$set/source/$here_tree
  eval "cp -f $words \"\$backups/deployed/\$here_tree/\""
}

copy_deployed() {
  from=$here_home
  eval "cp -f $words \"\$backups/deployed/\$here_tree/\""
}
