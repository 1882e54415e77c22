# The reserve: room for the small set of a rollback, or for the journal of a revert, on a disk that is full.

# A file of 256 kB that no filesystem makes smaller, and empty ones for their inodes, the last of which says that it is
# whole. Made by whoever ends a run and finds none; on a full disk there is none until a run finds room again.
keep_reserve() {
  [ -d "$backups/deployed" ] && ! has_reserve || return 0
  n_reserve=$backups/.reserve
  n_count=0
  if { [ -d "$n_reserve" ] || mkdir "$n_reserve"; } 2>/dev/null &&
    dd if=/dev/urandom of="$n_reserve/room" bs=65536 count=4 2>/dev/null; then
    while [ "$n_count" -lt 32 ] && true 2>/dev/null >"$n_reserve/$n_count"; do
      n_count=$((n_count + 1))
    done
  fi
  [ "$n_count" -eq 32 ] || rm -rf "$n_reserve"
}

has_reserve() {
  [ -e "$backups/.reserve/31" ]
}

drop_reserve() {
  [ -d "$backups/.reserve" ] && rm -rf "${backups:?}/.reserve"
}

# Asked for by the controller: there is room for a set and for nothing else.
scarce() {
  tight=1
}

# What an older set saved goes live itself where there is no room for a copy.
link_saved() {
  eval "ln -f $words \"\$here_base/\$here_tree/\"" && printf '%s%s\n' "$fetch_from" "$here_ids" >>"$set/control/linked"
}

# Two names of one file would let a later edit damage the backup: the older set gets a copy if there is room
# now, or lets go.
unshare() {
  [ -f "$set/control/linked" ] || return 0
  make_trees "$set/new" is_new_content "$entries"
  find_copying
  while read -r fetch_from n_ids; do
    # shellcheck disable=SC2086 # numbers
    each_folder unshare_saved any $n_ids
  done <"$set/control/linked"
}

unshare_saved() {
  from=$backups/$fetch_from/$here_tree
  if eval "$copying $words \"\$set/new/\$here_tree/\"" 2>/dev/null; then
    from=$set/new/$here_tree
    eval "mv -f $words \"\$backups/\$fetch_from/\$here_tree/\""
  else
    eval "rm -f $words"
    from=$set/new/$here_tree
    eval "rm -f $words"
  fi
}

# Without room for the last deployed contents the ledger's hashes have to do.
forget_deployed() {
  each_chunk remove_deployed is_new_file "$backups/deployed" "$entries"
}

remove_deployed() {
  eval "rm -f $words"
}
