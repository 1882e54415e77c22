# What a plan has to know of a checkout.

# probe_checkout KEY FOLDER REMOTE BRANCH NAME COMMIT: BRANCH is one of the remote and of the checkout, NAME perhaps a
# tag, COMMIT an id; of these three one is not empty. Nothing is changed.
probe_checkout() {
  [ -n "$entered" ] || return 0
  p_text=$(
    shift
    look_at_checkout "$@" 2>/dev/null
  )
  reply_text "checkout $1" "$p_text"
}

look_at_checkout() {
  if ! cd -P -- "$1" 2>/dev/null; then
    [ -e "$1" ] && echo closed || echo absent
    return
  fi
  know_git
  GIT_OPTIONAL_LOCKS=0
  export GIT_OPTIONAL_LOCKS
  g_text=$(bounded git rev-parse --is-bare-repository --absolute-git-dir 2>&1) || {
    case $g_text in
      *'dubious ownership'* | *'unsafe repository'*) printf 'foreign %s\n' "$(stat -c %u .)" ;;
      *) echo none ;;
    esac
    return
  }
  gitdir=${g_text#*"$N"}
  case $g_text in true*)
    echo bare
    return
    ;;
  esac
  g_text=$(plumb rev-parse --show-prefix)
  [ -z "$g_text" ] || {
    echo inside
    return
  }
  printf 'head %s\n' "$(plumb rev-parse -q --verify 'HEAD^{commit}')"
  printf 'branch %s\n' "$(plumb symbolic-ref -q --short HEAD)"
  [ -z "$3" ] || printf 'local %s\n' "$(plumb rev-parse -q --verify "refs/heads/$3^{commit}")"
  look_for_obstacles
  [ -z "$3" ] || look_for_own_commits "$2" "$3"
  bounded git -c core.fsmonitor=false status --porcelain --untracked-files=no | head -n 21 | while IFS= read -r g_line; do
    printf 'edit %s\n' "$g_line"
  done
  if ! plumb config --get "remote.$2.url" >/dev/null; then
    echo 'remote absent'
  elif [ -n "$3" ]; then
    ask_remote "$2" "refs/heads/$3"
  elif [ -n "$4" ]; then
    ask_remote "$2" "refs/tags/$4" "refs/tags/$4^{}" "refs/heads/$4"
  fi
  [ -z "$5" ] || ! has_commit "$5" || echo here
}

# What keeps this checkout from being moved.
look_for_obstacles() {
  [ "$(plumb rev-parse --is-shallow-repository)" != true ] || echo 'obstacle shallow'
  ! plumb config --get-regexp '^(extensions\.partialclone|remote\..*\.promisor)$' >/dev/null || echo 'obstacle partial'
  [ "$(plumb config --type=bool --get core.sparseCheckout)" != true ] || echo 'obstacle sparse'
  for g_one in MERGE_HEAD:merge rebase-merge:rebase rebase-apply:rebase CHERRY_PICK_HEAD:cherry-pick \
    REVERT_HEAD:revert BISECT_LOG:bisect; do
    [ ! -e "$gitdir/${g_one%:*}" ] || printf 'obstacle %s\n' "${g_one#*:}"
  done
  look_at_index
  [ -z "$(plumb ls-files -u | head -n 1)" ] || echo 'obstacle unmerged'
  [ -z "$(plumb diff-files --diff-filter=A --name-only | head -n 1)" ] || echo 'obstacle intent'
  ! another_git || echo 'obstacle lock'
  [ -n "$(plumb symbolic-ref -q HEAD)" ] || [ -n "$(plumb for-each-ref --count=1 --contains HEAD)" ] ||
    echo 'obstacle lonely'
}

# Submodules, and what git was told not to look at; of either not more than anybody reads.
look_at_index() {
  plumb ls-files -s -v | grep -e '^. 160000 ' -e '^[Sa-z] ' | {
    g_count=0
    while [ "$g_count" -lt 1000 ] && IFS= read -r g_line; do
      g_count=$((g_count + 1))
      case $g_line in
        ?' 160000 '*)
          echo 'obstacle submodules'
          break
          ;;
        [Ss]*) printf 'flag skip-worktree %s\n' "${g_line#*	}" ;;
        *) printf 'flag assume-unchanged %s\n' "${g_line#*	}" ;;
      esac
    done
  }
}

# Whether some git holds the index for longer than a moment. A lock of ours is taken away by who recovers its run.
another_git() {
  for g_one in 1 2 3; do
    [ -e "$gitdir/index.lock" ] || return 1
    ! read -r g_line 2>/dev/null <"$gitdir/index.lock" || case $g_line in 'deployctl '*) return 1 ;; esac
    sleep 0.1 2>/dev/null || sleep 1
  done
}

# look_for_own_commits REMOTE BRANCH: how many commits of the branch the remote was not seen to have.
look_for_own_commits() {
  plumb rev-parse -q --verify "refs/remotes/$1/$2" >/dev/null || return 0
  g_text=$(plumb rev-list --count "refs/heads/$2" "--not" "--remotes=$1") || return 0
  [ "$g_text" = 0 ] || printf 'own %s\n' "$g_text"
}

# ask_remote REMOTE REF...: what it has under these names, within the time that a question may take.
ask_remote() {
  g_remote=$1
  shift
  g_text=$(timeout -k 5 20 git -c gc.auto=0 ls-remote -- "$g_remote" "$@" 2>&1)
  g_code=$?
  case $g_code in
    0)
      echo 'remote asked'
      printf '%s\n' "$g_text" | while IFS= read -r g_line; do
        case $g_line in *'	refs/'*) printf 'ref %s\n' "$g_line" ;; esac
      done
      ;;
    124 | 137 | 143) echo 'remote late' ;;
    *) printf 'remote failed %s\n' "$(printf '%s\n' "$g_text" | hide_passwords | head -c 2000 | tr '\n' ' ')" ;;
  esac
}
