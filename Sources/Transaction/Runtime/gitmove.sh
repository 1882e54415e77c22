# Moving a checkout, forth or back, from wherever it is between the two.

# move_worktree old SAVED|new: whatever lies at the paths that change gives way to the old or the new content. Safe to repeat,
# whole or from any point: what is there is looked at, not remembered.
move_worktree() {
  read_way
  case $1 in
    new) g_from=$old_base g_to=$new_base g_index=$new_index g_head=$new_head g_commit=$new_commit ;;
    *) g_from=$new_base g_to=$old_base g_index=$old_index g_head=$old_head g_commit=$old_commit ;;
  esac
  lock_index
  if [ "$1" = new ]; then
    add_stash "$old_stash"
  fi
  GIT_INDEX_FILE=$gitdir/deployctl-index
  export GIT_INDEX_FILE
  find_actual "$g_from"
  [ "$actual" = "$g_from" ] || [ "$actual" = "$g_to" ] || keep_foreign "$1"
  [ "$1" = new ] || [ "$actual" = "$g_to" ] || bring_saved "${2-}"
  plumb read-tree -m -u "$actual" "$g_to" || exit 1
  [ "$1" = new ] || dress_again
  [ "$g_index" = "$g_to" ] || plumb read-tree "$g_index" || exit 1
  flag_again
  plumb update-index -q --refresh >/dev/null
  unset GIT_INDEX_FILE
  sync_tree . "$gitdir"
  mv -f "$gitdir/deployctl-index" "$gitdir/index" || exit 1
  if [ "$1" = new ]; then
    move_refs new make
    move_head
    move_refs new drop
    drop_stash "$old_unstash"
  else
    move_refs old make
    move_head
    move_refs old drop
    add_stash "$old_unstash"
    drop_stash "$old_stash"
  fi
  plumb update-ref -d refs/deployctl/fetched 2>/dev/null
  sync_tree . "$gitdir"
  rm -f "$gitdir/index.lock" "$gitdir/deployctl-lock"
  g_text="at $(short "$g_commit")"
  if [ "$g_head" = - ]; then
    g_text="$g_text on no branch"
  else
    g_text="$g_text on ${g_head#refs/heads/}"
  fi
  [ "$1:$old_stash" = "new:-" ] || [ "$1" = old ] || g_text="$g_text, local edits are in its stash"
  printf 'done: %s\n' "$g_text"
}

# As git itself keeps others away. The lock has its content from the first moment, so that what a crash left is known
# again.
lock_index() {
  g_tries=0
  while :; do
    printf 'deployctl %s\n' "$g_label" >"$gitdir/deployctl-lock" || exit 1
    ! ln "$gitdir/deployctl-lock" "$gitdir/index.lock" 2>/dev/null || return 0
    g_line=
    ! read -r g_line 2>/dev/null <"$gitdir/index.lock" || [ "$g_line" != "deployctl $g_label" ] || return 0
    g_tries=$((g_tries + 1))
    [ "$g_tries" -le 10 ] || because "another git is at work in $g_folder: $gitdir/index.lock is there"
    sleep 1
  done
}

# keep_foreign DIRECTION: what is neither old nor new is somebody else's work. A commit of what lies there, made of both,
# differs from each in just that.
keep_foreign() {
  g_ours=$(plumb commit-tree -m deployctl "$actual" -p "$(plumb commit-tree -m deployctl "$g_from")" \
    -p "$(plumb commit-tree -m deployctl "$g_to")") || exit 1
  plumb diff-tree -c -r -z --no-commit-id --name-only "$g_ours" >"$record-foreign" || exit 1
  [ -s "$record-foreign" ] || return 0
  g_text=$(plumb diff-tree -c -r --no-commit-id --name-only "$g_ours")
  [ "$1" = old ] || because "changed on the server meanwhile: $(few "$g_text")"
  mkdir -p "$aside" || exit 1
  # What somebody removed cannot be kept, and is told of all the same.
  plumb checkout-index -q -z --stdin -f --prefix="$aside/" <"$record-foreign"
  sync_tree "$aside"
  printf '%s\n' "$g_text" | head -n 20 | sed "s/^/aside: /; s/\$/ was changed by somebody else: kept in the set's aside/"
}

# bring_saved SAVED: files that git would write anew come from the set, with all that git does not know of them, and with
# their folders. Git sees what lies there then, and still brings what did not come.
bring_saved() {
  [ -n "$1" ] && [ -d "$1" ] && keeps_attributes || return 0
  plumb diff-tree -r -z --no-renames --name-only --diff-filter=AMT "$actual" "$g_to" >"$record-lacking" || exit 1
  [ -s "$record-lacking" ] || return 0
  # Nothing is written through a link that somebody put in the place of a folder.
  # shellcheck disable=SC2016 # the shell's own words
  xargs -0 "$shell" -c '
    cd -- "$0" || exit 1
    to=$1
    shift
    for file do
      shift
      path=$to
      rest=$file
      while path=$path/${rest%%/*} && [ ! -L "$path" ]; do
        case $rest in
          */*) rest=${rest#*/} ;;
          *) break ;;
        esac
      done
      [ "$path" = "$to/$file" ] && { [ -L "$path" ] || [ ! -d "$path" ]; } && set -- "$@" "$file"
    done
    [ $# -eq 0 ] || exec cp -P --parents --remove-destination --preserve=mode,ownership,xattr -t "$to" -- "$@"
  ' "$1" "$PWD" <"$record-lacking"
  find_actual "$g_from"
}

# Git knows of a mode only whether a file can be executed, and of owners and folders nothing.
dress_again() {
  [ -s "$record-dressed" ] || return 0
  look_dressed "$record-dress-now" || exit 1
  ! cmp -s "$record-dress" "$record-dress-now" || return 0
  # One process for each file that differs, of which there are few.
  # shellcheck disable=SC2016 # the shell's own words
  xargs -0 "$shell" -c '
    for file do
      read -r mode owner <&3 && read -r now_mode now_owner <&4 || exit 1
      [ "$mode" != - ] && [ "$now_mode" != - ] || continue
      [ "$owner" = "$now_owner" ] || chown -h -- "$owner" "$file" ||
        printf "aside: %s belonged to %s, which cannot be given back\n" "$file" "$owner"
      [ "$mode $owner" = "$now_mode $now_owner" ] || [ -L "$file" ] || chmod -- "$mode" "$file" ||
        printf "aside: %s had the mode %s, which cannot be given back\n" "$file" "$mode"
    done' sh <"$record-dressed" 3<"$record-dress" 4<"$record-dress-now" || exit 1
}

# What git was told not to look at, it is told again. The move changes none of these files.
flag_again() {
  [ -s "$record-flags" ] || return 0
  sed -n 's/^[Ss] [^	]*	//p' "$record-flags" | plumb update-index --skip-worktree --stdin || exit 1
  sed -n 's/^[a-z] [^	]*	//p' "$record-flags" | plumb update-index --assume-unchanged --stdin || exit 1
}

# move_refs old|new make|drop: branches, and what is known of the remote's. One that is neither old nor new was moved by
# somebody else, whose commits get a name. What goes is dropped after HEAD has left it.
move_refs() {
  g_way=$1
  g_stage=$2
  # shellcheck disable=SC2086 # words
  set -- $refs
  while [ $# -gt 2 ]; do
    if [ "$g_way" = new ]; then
      g_goal=$3 g_was=$2 g_back=
    else
      g_goal=$2 g_was=$3 g_back=': back'
    fi
    case $g_stage:$g_goal in
      make:-) ;;
      make:* | drop:-) move_ref "$1" ;;
    esac
    shift 3
  done
}

# move_ref NAME: from $g_was to $g_goal, of which each may be `-`.
move_ref() {
  g_now=$(plumb rev-parse -q --verify "$1") || g_now=-
  case $g_now in
    "$g_goal") return 0 ;;
    "$g_was") ;;
    *)
      [ "$g_way" = old ] || because "${1#refs/heads/} was moved meanwhile, to $(short "$g_now")"
      if [ "$g_now" != - ]; then
        plumb update-ref "refs/deployctl/aside/${set##*/}/${1#refs/}" "$g_now" || exit 1
        printf 'aside: %s was moved by somebody else: kept as refs/deployctl/aside/%s/%s\n' "${1#refs/heads/}" "${set##*/}" "${1#refs/}"
      fi
      ;;
  esac
  if [ "$g_goal" = - ]; then
    plumb update-ref -d "$1" "$g_now" || exit 1
  else
    plumb update-ref -m "deployctl $g_label$g_back" "$1" "$g_goal" "$(old_value "$g_now")" || exit 1
  fi
}

# What `update-ref` takes for a name that is not there yet.
old_value() {
  [ "$1" = - ] || printf %s "$1"
}

move_head() {
  if [ "$g_head" = - ]; then
    plumb update-ref --no-deref -m "deployctl $g_label" HEAD "$g_commit" || exit 1
  else
    plumb symbolic-ref -m "deployctl $g_label" HEAD "$g_head" || exit 1
  fi
}

# The list of stashes is the user's: one that is not its newest any more stays there.
add_stash() {
  [ "$1" != - ] || return 0
  ! plumb rev-parse -q --verify 'refs/stash^{commit}' | grep -q -x -F -e "$1" || return 0
  plumb stash store -m "deployctl ${set##*/}: local edits" "$1" || exit 1
}

drop_stash() {
  [ "$1" != - ] || return 0
  ! plumb rev-parse -q --verify 'refs/stash^{commit}' | grep -q -x -F -e "$1" || plumb stash drop -q
}
