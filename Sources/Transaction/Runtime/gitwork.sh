# Git: what is done inside of a checkout, by a process of its own.
#
# Nothing but git's plumbing is used, whose lists of names end with zero bytes and go from one git to the next. The work
# is done on an index beside the checkout's own, which takes its place in the end.

# work_in_checkout SET ACT FOLDER WORK ARGUMENT...
work_in_checkout() {
  set=$1
  record=$set/control/checkout-$2
  aside=$set/aside/checkout-$2
  g_label="${set##*/} $2"
  g_folder=$3
  g_work=$4
  shift 4
  # Files of a checkout are for those who may read them by the account's own mask; the set keeps others out by itself.
  umask "$DEPLOYCTL_UMASK"
  cd -P -- "$g_folder" 2>/dev/null || because "$g_folder cannot be entered"
  know_git
  gitdir=$(plumb rev-parse --absolute-git-dir) || exit 1
  case $g_work in
    prepare_forth) prepare_forth "$@" ;;
    prepare_back) prepare_back "$@" ;;
    compare) compare_checkout ;;
    move) move_worktree "$1" ;;
  esac
}

# Why it ends.
because() {
  printf 'reason: %s\n' "$*"
  exit 3
}

# What the account has set for its own git must not lead ours elsewhere, and nobody is there to be asked.
know_git() {
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR \
    GIT_NAMESPACE GIT_PREFIX GIT_ASKPASS SSH_ASKPASS GIT_LITERAL_PATHSPECS GIT_TRACE
  GIT_TERMINAL_PROMPT=0
  GIT_SSH_COMMAND="${GIT_SSH_COMMAND:-$(git config core.sshCommand 2>/dev/null || echo ssh)} -o BatchMode=yes"
  GIT_AUTHOR_NAME=deployctl GIT_AUTHOR_EMAIL=deployctl@localhost
  GIT_COMMITTER_NAME=deployctl GIT_COMMITTER_EMAIL=deployctl@localhost
  export GIT_TERMINAL_PROMPT GIT_SSH_COMMAND GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
}

# Hooks of the checkout do not run, and nothing goes on behind our back.
plumb() {
  git -c core.hooksPath=/dev/null -c gc.auto=0 -c maintenance.auto=false -c core.fsmonitor=false "$@"
}

has_commit() {
  plumb cat-file -e "$1^{commit}" 2>/dev/null
}

short() {
  printf %.10s "$1"
}

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

# at_commit COMMIT
at_commit() {
  g_head=$(plumb rev-parse -q --verify 'HEAD^{commit}') || because "there is no commit in $g_folder"
  [ -z "$1" ] || [ "$g_head" = "$1" ] ||
    because "the checkout is at $(short "$g_head") now, not at $(short "$1"): somebody moved it meanwhile"
  old_head=$(plumb symbolic-ref -q HEAD) || old_head=-
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

# few TEXT: its first lines in one.
few() {
  printf '%s\n' "$1" | {
    g_few=
    g_count=0
    while IFS= read -r g_line; do
      g_count=$((g_count + 1))
      [ "$g_count" -gt 3 ] || g_few=$g_few${g_few:+, }$g_line
    done
    [ "$g_count" -le 3 ] || g_few="$g_few and $((g_count - 3)) more"
    printf %s "$g_few"
  }
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
    while read -r g_key g_one g_two _; do
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
          case " $g_names " in *" $g_one "*) ;; *) g_names="$g_names $g_one" ;; esac
          g_name=$(name_of "$g_one")
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
    eval "g_goal=\$goal_$g_name"
    new_refs="$new_refs${new_refs:+$N}ref $g_one $g_now $g_goal"
  done
  keep_edits stash "$g_from"
  write_way "$g_from" "$to"
}

# A name of letters, digits and `_`, one for each text.
name_of() {
  printf %s "$1" | od -A n -t x1 | tr -d ' \n'
}

# write_way FROM TO: what `move` needs in either direction, and the old files.
write_way() {
  refuse_kinds "$new_base"
  refuse_kinds "$old_base"
  list_changes "$record-paths" ACDMT || exit 1
  list_changes "$record-saved" DMT || exit 1
  list_changes "$record-added" A || exit 1
  GIT_INDEX_FILE=$record-index
  export GIT_INDEX_FILE
  refuse_obstacles
  { plumb read-tree "$old_base" && mkdir -p "$saved" &&
    plumb checkout-index -q -z --stdin -f --prefix="$saved/" <"$record-saved"; } ||
    because "the old files cannot be saved"
  rm -f "$GIT_INDEX_FILE"
  unset GIT_INDEX_FILE
  look_dressed >"$record-dress"
  {
    printf '%s\n' "commit $1 $2" "head $old_head $new_head" "base $old_base $new_base" "index $old_index $new_index" \
      "stash $stash" "unstash $unstash"
    [ -z "$new_refs" ] || printf '%s\n' "$new_refs"
  } >"$record" || because "cannot write to the backup set"
  sync_tree "$gitdir"
}

# list_changes FILE KINDS
list_changes() {
  plumb diff-tree -r -z --no-renames --name-only --diff-filter="$2" "$old_base" "$new_base" >"$1"
}

# refuse_kinds TREE: what plain git cannot bring or put back.
refuse_kinds() {
  ! plumb ls-tree -r "$1" | grep -q '^160000 ' ||
    because "there are submodules in it, which are not moved with a checkout"
  ! plumb grep -q -e 'filter=lfs' "$1" -- ':(glob)**/.gitattributes' ||
    because "there are files of git-lfs in it, which git alone cannot bring"
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

# Mode and owner of the old files, in the order of their list.
look_dressed() {
  [ -s "$record-saved" ] || return 0
  xargs -0 stat -c '%a %u:%g' -- <"$record-saved"
}

# Before anything is announced: whether all is as it was when it was prepared.
compare_checkout() {
  read_way
  at_commit "$old_commit"
  [ ! -e "$gitdir/index.lock" ] || because "another git is at work in $g_folder: $gitdir/index.lock is there"
  GIT_INDEX_FILE=$record-index
  export GIT_INDEX_FILE
  find_actual "$old_base"
  rm -f "$GIT_INDEX_FILE"
  [ "$actual" = "$old_base" ] ||
    because "changed on the server since the plan was made: $(few "$(plumb diff-tree -r --name-only "$old_base" "$actual")")"
}

read_way() {
  refs=
  while read -r g_key g_one g_two g_three; do
    case $g_key in
      ref) refs="$refs $g_one $g_two $g_three" ;;
      *) eval "old_$g_key=\$g_one new_$g_key=\$g_two" ;;
    esac
  done <"$record" || because "the backup set does not tell where the checkout was"
}

# find_actual TREE: what lies at the paths that change, in $actual: a tree that is TREE everywhere else. The index is
# that tree then, and knows the files.
find_actual() {
  rm -f "$GIT_INDEX_FILE" "$GIT_INDEX_FILE.lock"
  plumb read-tree "$1" && plumb update-index --add --remove --replace -z --stdin <"$record-paths" &&
    actual=$(plumb write-tree) || exit 1
}
