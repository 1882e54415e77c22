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
  # shellcheck disable=SC2086 # numbers
  compare live old any $begun
  # shellcheck disable=SC2086 # numbers
  if [ -n "$differ" ]; then
    r_changed=$differ
    compare live new any $r_changed
    list_numbers $differ
    for r_id in $listed; do
      at "$r_id"
      clear_foreign || unrestored="$unrestored $r_id"
    done
    [ -z "$unrestored" ] || without_unrestored $r_changed
  fi
  # What fails here shows itself below, where the result is compared with the manifest.
  # shellcheck disable=SC2086 # numbers
  if [ -n "$r_changed" ]; then
    r_kinds=' '
    r_created=
    each_row sort_back $r_changed
    make_trees staged was_content $r_changed
    make_live_folders old was_folder $r_changed
    each_folder stage_saved was_moved $r_changed
    # Copies are new content; hard links were synced with the set.
    case $staging:$r_kinds in link:*) ;; *' plain '*) sync_tree "$set/new" ;; esac
    case $r_kinds in *' apart '*) each_base sync_tree ;; esac
    each_folder move_staged was_moved $r_changed
    case $r_kinds in *' in-place '*) write_in_place write_saved was_written $r_changed ;; esac
    each_folder remove_live is_unmade $r_changed
    remove_live_folders $r_created
    compare live old any $r_changed
    list_numbers $differ
    for r_id in $listed; do
      case $kept in *" $r_id "*) ;; *) unrestored="$unrestored $r_id" ;; esac
    done
  fi
  # All of them: a revert that died here may have moved or written what is old already.
  # shellcheck disable=SC2086 # numbers
  if ! { each_chunk sync_live is_in_place live $begun && sync_homes $begun; }; then
    sync
  fi
  [ -z "$unrestored" ]
}

# What is neither old nor new is kept aside, but for what is not there, and a folder in the place of one.
clear_foreign() {
  [ -e "$home/$name" ] || [ -L "$home/$name" ] || return 0
  if is_new_folder && [ -d "$home/$name" ] && [ ! -L "$home/$name" ]; then
    return 0
  fi
  set_aside "$id"
}

without_unrestored() {
  no_numbers
  each_row unless_unrestored "$@"
  r_changed=$numbers
}

unless_unrestored() {
  case "$unrestored " in *" $id "*) ;; *) add_number "$id" ;; esac
}

# In which ways something goes back, into $r_kinds, and the folders that go, deepest first, into $r_created.
sort_back() {
  r_kind=$way
  case ${old%%:*}:${new%%:*} in
    file:* | link:*)
      case $way in rename) r_kind=plain ;; beside) r_kind=apart ;; esac
      case $r_kinds in *" $r_kind "*) ;; *) r_kinds="$r_kinds$r_kind " ;; esac
      ;;
    dir:*) ;;
    *:dir) r_created="$id $r_created" ;;
  esac
}

# A file or a link that was not there.
is_unmade() {
  ! was_content && ! was_folder && ! is_new_folder
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
