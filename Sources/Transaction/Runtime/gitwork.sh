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
    move) move_worktree "$@" ;;
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

# at_commit COMMIT
at_commit() {
  g_head=$(plumb rev-parse -q --verify 'HEAD^{commit}') || because "there is no commit in $g_folder"
  [ -z "$1" ] || [ "$g_head" = "$1" ] ||
    because "the checkout is at $(short "$g_head") now, not at $(short "$1"): somebody moved it meanwhile"
  old_head=$(plumb symbolic-ref -q HEAD) || old_head=-
  [ "$old_head" != - ] || [ -n "$(plumb for-each-ref --count=1 --contains "$g_head")" ] ||
    because "the commit $(short "$g_head") is on no branch and would be lost: git branch NAME $(short "$g_head"), there"
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

# look_dressed FILE: mode and owner of the old files and their folders, in the order of their list, and `-` for what is not
# there: a folder of files that git was told not to look at.
look_dressed() {
  [ -s "$record-dressed" ] || return 0
  ! xargs -0 stat -c '%a %u:%g' -- <"$record-dressed" >"$1" 2>/dev/null || return 0
  # shellcheck disable=SC2016 # the shell's own words
  xargs -0 "$shell" -c '
    for file do
      if [ -e "$file" ] || [ -L "$file" ]; then
        stat -c "%a %u:%g" -- "$file" || exit 1
      else
        echo -
      fi
    done' sh <"$record-dressed" >"$1"
}

# Whether this host's cp brings more than mode and owner.
keeps_attributes() {
  ! is_of_gnu cp || return 0
  find_copying
  [ "$copying" != 'cp -P -p' ]
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
