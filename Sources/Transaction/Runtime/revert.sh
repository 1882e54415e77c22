# Revert: back to the old state.

# The entries whose `put` was begun are in $begun: no other was touched, so no other is put back. What was begun and
# is not undone is in $backwards, the newest first.
collect() {
  begun=
  backwards=
  phase=collect
  u_step=$step
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  step=$u_step
}

# Back to the old state, decided by the manifest and by what lies there now: new content gives way to the
# old, old content is left, anything else is somebody else's work and is kept aside. Safe to repeat, whole
# or from any point. What could not be put back is in $unrestored.
put_back() {
  unrestored=
  kept=' '
  r_changed=
  r_files=
  r_remove=
  r_folders=
  r_created=
  # shellcheck disable=SC2086 # numbers
  observe live $begun || return 1
  for r_id in $begun; do
    at "$r_id"
    eval "r_now=\$now_$r_id"
    ! same_state "$r_now" "$old" || continue
    # The kinds alone: what a link holds may look like anything.
    case ${r_now%%:*}:${new%%:*} in
      absent:* | dir:dir) ;;
      *)
        if ! same_state "$r_now" "$new" && ! set_aside "$r_id"; then
          unrestored="$unrestored $r_id"
          continue
        fi
        ;;
    esac
    r_changed="$r_changed $r_id"
    case ${old%%:*}:${new%%:*} in
      file:* | link:*) r_files="$r_files $r_id" ;;
      dir:*) r_folders="$r_folders $r_id" ;;
      *:dir) r_created="$r_id $r_created" ;; # deepest first
      *) r_remove="$r_remove $r_id" ;;
    esac
  done
  # What fails here shows itself below, where the result is compared with the manifest.
  # shellcheck disable=SC2086 # numbers
  if [ -n "$r_changed" ]; then
    make_trees staged old
    make_live_folders old $r_folders
    by_way $r_files
    each_folder stage_saved $plain
    each_folder stage_saved $apart
    # Copies are new content; hard links were synced with the set.
    [ "$staging" = link ] || [ -z "$plain" ] || sync_tree "$set/new"
    [ -z "$apart" ] || each_base sync_tree
    each_folder move_staged $plain
    each_folder move_staged $apart
    write_in_place write_saved $in_place
    each_folder remove_live $r_remove
    remove_live_folders $r_created
    observe live $r_changed || return 1
  fi
  # All of them: a revert that died here may have moved or written what is old already.
  # shellcheck disable=SC2086 # numbers
  by_way $begun
  # shellcheck disable=SC2086 # numbers
  if ! { each_chunk sync_live $in_place && sync_homes $begun; }; then
    sync
  fi
  for r_id in $r_changed; do
    case $kept in *" $r_id "*) continue ;; esac
    at "$r_id"
    eval "r_now=\$now_$r_id"
    same_state "$r_now" "$old" || unrestored="$unrestored $r_id"
  done
  [ -z "$unrestored" ]
}

# Under a name of its own each time: a second restore must not throw away what the first one kept. A file
# that is written in place stays where it is: a copy is kept, of what may be a write of ours that was cut.
set_aside() {
  mkdir -p "$set/aside" || return 1
  aside=$set/aside/$1
  while [ -e "$aside" ] || [ -L "$aside" ]; do
    aside=$aside+
  done
  if [ "$way" = in-place ] && [ -f "$home/$name" ] && [ ! -L "$home/$name" ]; then
    find_copying
    $copying "$home/$name" "$aside" || return 1
  else
    mv -f "$home/$name" "$aside" || return 1
  fi
  # What comes into its place may be durable sooner.
  sync "$aside" "$set/aside" "$set" 2>/dev/null || sync
  eval "aside_$1=\$aside"
  event "aside $step $1"
}

# The newest first: a command is undone among the files that it was run among, and those are put back afterwards.
take_back() {
  b_begun=$begun
  begun=
  for b_one in $backwards; do
    case $b_one in
      put:*) eval "begun=\"\$u_put_${b_one#*:} \$begun\"" ;;
      call:*)
        bring_back
        begun=
        call_undo "${b_one#*:}"
        ;;
      checkout:*)
        bring_back
        begun=
        checkout_undo "${b_one#*:}"
        ;;
    esac
  done
  bring_back
  begun=$b_begun
}

# The entries in $begun, where one that cannot be put back keeps nothing else from being undone.
bring_back() {
  if put_back || { drop_reserve && put_back; }; then
    return
  fi
  for r_id in $unrestored; do
    event "unrestored $step $r_id"
  done
  [ -n "$unrestored" ] || event "undo-failed $step cannot read the files to put back"
  undo_failed=1
}

# Undoes what the journal says was begun, and says there how that went.
revert() {
  journal "state reverting"
  event "state reverting"
  read_journal "$set/journal"
  staging='link'
  undo_failed=
  undone_services=
  owing=
  # A stuck run may have died while its set was being copied.
  for r_tree in files system; do
    [ -d "$set/$r_tree" ] || [ ! -d "$set/$r_tree.linked" ] || mv "$set/$r_tree.linked" "$set/$r_tree"
  done
  collect
  gather_evidence
  take_back
  phase=undo
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  if [ -n "$undo_failed" ]; then
    journal "state stuck"
    event "state stuck"
  else
    journal "state reverted"
    event "state reverted"
  fi
}
