# Before a checkout is moved: the commit is brought here, and the way there and back is written down.

# prepare_forth SAVED FROM TO BRANCH REMOTE REF DRIFT: brings the commit here, and writes down how to go there and back.
prepare_forth() {
  saved=$1
  to=$3
  at_commit "$2"
  has_commit "$to" || fetch_commit "$5" "$6"
  new_head=-
  new_refs=
  if [ -n "$4" ]; then
    new_head=refs/heads/$4
    g_local=$(plumb rev-parse -q --verify "$new_head^{commit}") || g_local=
    if [ -n "$g_local" ] && ! plumb merge-base --is-ancestor "$g_local" "$to"; then
      because "the branch $4 has commits that $(short "$to") of '$5' has not: it diverged or was not pushed, and nothing is merged here"
    fi
    refuse_taken "$4"
    new_refs="ref $new_head ${g_local:--} $to"
    g_seen=$(plumb rev-parse -q --verify "refs/remotes/$5/$4") || g_seen=$to
    # Who fetched since may know of later commits.
    [ "$g_seen" = "$to" ] || ! plumb merge-base --is-ancestor "$g_seen" "$to" || new_refs="$new_refs${N}ref refs/remotes/$5/$4 $g_seen $to"
  fi
  new_base=$(plumb rev-parse "$to^{tree}") || exit 1
  new_index=$new_base
  unstash=-
  keep_edits "$7" "$2"
  write_way "$2" "$to"
}

# refuse_taken BRANCH: where git itself would not check it out, or not make it.
refuse_taken() {
  [ "$new_head" != "$old_head" ] || return 0
  g_text=$(plumb for-each-ref --format='%(worktreepath)' "$new_head") || exit 1
  [ -z "$g_text" ] || because "the branch $1 is checked out in another worktree, $g_text"
  [ -z "$g_local" ] || return 0
  g_text=$(plumb for-each-ref --count=1 --format='%(refname:strip=2)' "$new_head/") || exit 1
  g_name=$1
  while [ -z "$g_text" ]; do
    case $g_name in */*) g_name=${g_name%/*} ;; *) return 0 ;; esac
    ! plumb rev-parse -q --verify "refs/heads/$g_name" >/dev/null || g_text=$g_name
  done
  because "git can have no branch $1 beside $g_text: git branch -m $g_text ANOTHER-NAME, there"
}

# fetch_commit REMOTE REF: only objects come, under a name of ours. The commit that the plan saw is taken even if the
# branch moved on meanwhile.
fetch_commit() {
  if [ -n "$2" ]; then
    fetch_one "$1" "$2" || because "cannot fetch from '$1': $g_said"
  fi
  has_commit "$to" || fetch_one "$1" "$to" ||
    because "the commit $(short "$to") cannot be had from '$1' any more: $g_said"
  has_commit "$to" || because "the commit $(short "$to") is not on '$1' any more"
}

fetch_one() {
  g_said=$(plumb fetch -q --no-tags --no-write-fetch-head --no-recurse-submodules --refmap= "$1" \
    "+$2:refs/deployctl/fetched" 2>&1) && return
  g_said=$(printf '%s\n' "$g_said" | hide_passwords | grep -v '^$' | tail -n 1)
  return 1
}

# An address may hold a password.
hide_passwords() {
  sed 's|://[^/@ ]*@|://|g'
}

# keep_edits DRIFT COMMIT: the trees of worktree and index as they are, of which a stash keeps what no commit has.
keep_edits() {
  stash=-
  old_base=$(plumb rev-parse "$2^{tree}") || exit 1
  old_index=$old_base
  g_edits=$(GIT_OPTIONAL_LOCKS=0 plumb status --porcelain --untracked-files=no) || exit 1
  [ -n "$g_edits" ] || return 0
  [ "$1" = stash ] || because "there are local edits now, which were not there when the plan was made: $(few "$g_edits")"
  { stash=$(plumb stash create "deployctl ${set##*/}: local edits") && [ -n "$stash" ]; } ||
    because "the local edits cannot be stashed"
  old_base=$(plumb rev-parse "$stash^{tree}") && old_index=$(plumb rev-parse "$stash^2^{tree}") || exit 1
}

# prepare_back SAVED FROM RUN ACT...: by what these runs wrote down. Of what several moved, the oldest one counts.
prepare_back() {
  saved=$1
  at_commit "$2"
  g_from=$g_head
  shift 2
  new_refs=
  g_names=
  while [ $# -gt 1 ]; do
    g_record=${set%/*}/$1/control/checkout-$2
    [ -r "$g_record" ] || because "the backup set $1 does not tell where the checkout was"
    while read -r g_key g_one g_two g_three; do
      case $g_key in
        commit) to=$g_one ;;
        head) new_head=$g_one ;;
        base) new_base=$g_one ;;
        index) new_index=$g_one ;;
        stash) unstash=$g_one ;;
        ref)
          case $g_one in
            # What was seen of a remote stays seen.
            refs/remotes/*) continue ;;
          esac
          g_name=$(name_of "$g_one")
          case " $g_names " in
            *" $g_one "*) ;;
            *)
              g_names="$g_names $g_one"
              eval "left_$g_name=\$g_three"
              ;;
          esac
          eval "goal_$g_name=\$g_two"
          ;;
      esac
    done <"$g_record"
    shift 2
  done
  { has_commit "$to" && plumb cat-file -e "$new_base" 2>/dev/null && plumb cat-file -e "$new_index" 2>/dev/null; } ||
    because "the commit $(short "$to") is not in the checkout any more: git removed it"
  for g_one in $g_names; do
    g_now=$(plumb rev-parse -q --verify "$g_one") || g_now=-
    g_name=$(name_of "$g_one")
    eval "g_goal=\$goal_$g_name g_left=\$left_$g_name"
    case $g_goal:$g_now in
      -:-) continue ;;
      -:*) may_drop || continue ;;
      *:-) has_commit "$g_goal" || because "the commit $(short "$g_goal") is not in the checkout any more: git removed it" ;;
      *:"$g_left" | *:"$g_goal") ;;
      *) because "${g_one#refs/heads/} was moved meanwhile, to $(short "$g_now"), of which the way back knows nothing" ;;
    esac
    new_refs="$new_refs${new_refs:+$N}ref $g_one $g_now $g_goal"
  done
  # A branch that no run moved is gone back to where it is.
  case " - $g_names " in
    *" $new_head "*) ;;
    *)
      g_now=$(plumb rev-parse -q --verify "$new_head") || g_now=
      [ "$g_now" = "$to" ] ||
        because "the branch ${new_head#refs/heads/} is not at $(short "$to") any more: somebody moved or removed it"
      ;;
  esac
  keep_edits stash "$g_from"
  write_way "$g_from" "$to"
}

# Whether the branch $g_one, which a run made, can go: not with commits that came since, nor from under another worktree.
# The branch that is checked out here is in no other one.
may_drop() {
  [ "$g_now" = "$g_left" ] || return 1
  [ "$g_one" != "$old_head" ] || return 0
  g_text=$(plumb for-each-ref --format='%(worktreepath)' "$g_one") && [ -z "$g_text" ]
}

# A name of letters, digits and `_`, one for each text.
name_of() {
  printf %s "$1" | od -A n -t x1 | tr -d ' \n'
}

# write_way FROM TO: what `move` needs in either direction, and the old files.
write_way() {
  refuse_kinds "$new_base"
  refuse_large "$old_base"
  read_flags
  list_changes "$record-paths" ACDMT || exit 1
  list_changes "$record-saved" DMT || exit 1
  list_changes "$record-added" A || exit 1
  GIT_INDEX_FILE=$record-index
  export GIT_INDEX_FILE
  refuse_obstacles
  g_said=
  { mkdir -p "$saved" && save_files; } || because "the old files cannot be saved$g_said"
  rm -f "$GIT_INDEX_FILE"
  unset GIT_INDEX_FILE
  { list_changes "$record-dressed" DMT -t && look_dressed "$record-dress"; } ||
    because "mode and owner of the old files cannot be seen"
  {
    printf '%s\n' "commit $1 $2" "head $old_head $new_head" "base $old_base $new_base" "index $old_index $new_index" \
      "stash $stash" "unstash $unstash"
    [ -z "$new_refs" ] || printf '%s\n' "$new_refs"
  } >"$record" || because "cannot write to the backup set"
  sync_tree "$gitdir"
}

# The files as they lie there, with ACLs, extended attributes and capabilities, and so their folders; a cp that keeps none
# of that is not asked, since git knows the content.
save_files() {
  [ -s "$record-saved" ] || return 0
  if ! keeps_attributes; then
    save_contents
    return
  fi
  if ! g_said=$(xargs -0 cp -P --parents --preserve=mode,ownership,xattr -t "$saved" -- <"$record-saved" 2>&1); then
    g_said=": $(few "$g_said")"
    # An account other than root may not set every attribute, nor write into a copy of a folder that is closed.
    # shellcheck disable=SC3067 # not in POSIX, but in every sh we run under
    [ ! -O / ] && open_saved && save_contents
    return
  fi
  # A folder that only its group may write would not let an account other than root remove the set.
  # shellcheck disable=SC3067 # not in POSIX, but in every sh we run under
  [ -O / ] || open_saved
}

open_saved() {
  find "$saved" -type d ! -perm -700 -exec chmod u+rwx {} +
}

save_contents() {
  plumb read-tree "$old_base" && plumb checkout-index -q -z --stdin -f --prefix="$saved/" <"$record-saved"
}

# list_changes FILE KINDS [-t]: with `-t` the folders too.
list_changes() {
  # shellcheck disable=SC2086 # a word or none
  plumb diff-tree -r ${3-} -z --no-renames --name-only --diff-filter="$2" "$old_base" "$new_base" >"$1"
}

# refuse_kinds TREE: what plain git cannot bring or put back.
refuse_kinds() {
  ! plumb ls-tree -r "$1" | grep -q '^160000 ' || refuse_submodules
  refuse_large "$1"
}

refuse_submodules() {
  because "there are submodules in it, which are not moved with a checkout"
}

refuse_large() {
  ! plumb grep -q -e 'filter=lfs' "$1" -- ':(glob)**/.gitattributes' ||
    because "there are files of git-lfs in it, which git alone cannot bring"
}

# The index tells of submodules, and which files git was told not to look at. A new index does not know of the latter:
# they are noted to be told again. Without -z, names are quoted as `update-index` reads them.
read_flags() {
  plumb ls-files -s -v | grep -e '^. 160000 ' -e '^[Sa-z] ' >"$record-flags"
  [ -s "$record-flags" ] || return 0
  ! grep -q '^. 160000 ' "$record-flags" || refuse_submodules
  g_text=$(
    plumb diff-tree -r --no-renames --name-only "$old_base" "$new_base" &&
      plumb diff-tree -r --no-renames --name-only "$old_base" "$old_index" &&
      plumb diff-tree -r --no-renames --name-only "$new_base" "$new_index"
  ) || exit 1
  while IFS= read -r g_line; do
    case "$N$g_text$N" in
      *"$N${g_line#*	}$N"*) refuse_flagged "${g_line#*	}" ;;
    esac
  done <"$record-flags"
}

# refuse_flagged FILE: $g_line is what the index says of it.
refuse_flagged() {
  case $g_line in
    [Ss]*) g_flag=skip-worktree ;;
    *) g_flag=assume-unchanged ;;
  esac
  because "the commits change $1, which is marked $g_flag there: git update-index --no-$g_flag $1, and settle what it holds"
}

# What lies where the new commit wants something else: it would be lost.
refuse_obstacles() {
  plumb read-tree "$new_base" || exit 1
  g_text=$(plumb ls-files --killed) || exit 1
  [ -z "$g_text" ] || because "a file would take the place of a folder, or a folder that of a file: $(few "$g_text")"
  plumb read-tree "$old_base" && plumb update-index --add --remove --info-only -z --stdin <"$record-added" &&
    g_text=$(plumb diff-index --cached --name-only "$old_base") || exit 1
  [ -z "$g_text" ] || because "files that git does not know would be overwritten: $(few "$g_text"): move them away"
}
