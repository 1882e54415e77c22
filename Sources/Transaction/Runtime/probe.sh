# The probe: what the controller asks before it plans.

# probe BODY-LENGTH: the body's words ask, each replies for itself, the states of the entries come last.
probe() {
  take_body "$1" || return 1
  new_table
  quiet=
  brief=0
  eval "$body"
  probe_reply
}

probe_place() {
  root=$1
  backups=$2
  entered=
  if cd -P -- "$root" 2>/dev/null; then
    entered=1
    # Without the symlinks on the way: what other programs know the root by.
    reply_text "root entered" "$PWD"
  elif [ -e "$root" ]; then
    reply "root closed"
  else
    reply "root absent"
  fi
}

# Only states are wanted.
probe_states() {
  quiet=1
}

# probe_brief NUMBER: of the entries that have `+` for their old state, the contents of so many are sent.
probe_brief() {
  brief=$1
}

probe_candidate() {
  if [ -e "$backups/$1" ] || [ -L "$backups/$1" ]; then
    reply "taken $1"
  fi
}

probe_tool() {
  for p_tool do
    ! command -v "$p_tool" >/dev/null 2>&1 || reply "tool $p_tool"
  done
}

probe_pattern() {
  grep -E -e "$2" </dev/null >/dev/null 2>&1
  [ $? -le 1 ] || reply "bad-pattern $1"
}

probe_readable() {
  if [ ! -e "$2" ]; then
    reply "log $1 absent"
  elif [ -r "$2" ]; then
    reply "log $1 readable"
  else
    reply "log $1 unreadable"
  fi
}

# probe_unit KEY UNIT KIND
probe_unit() {
  p_load=unknown
  p_active=unknown
  IFS=$N
  for p_line in $(ask_systemd "$3" show -p LoadState -p ActiveState "$2" 2>/dev/null); do
    case $p_line in
      LoadState=*) p_load=${p_line#*=} ;;
      ActiveState=*) p_active=${p_line#*=} ;;
    esac
  done
  IFS=" 	$N"
  reply "unit $1 $p_load $p_active"
}

# Whether this account sees the journal of system units.
probe_journal() {
  case " $(id -Gn) " in
    *' root '* | *' systemd-journal '* | *' adm '* | *' wheel '*) reply "journal" ;;
  esac
}

# Whether it sees what its own units say: what is kept in memory only is all in the journal of the system.
probe_own_journal() {
  ! bounded journalctl -q --user -n 0 >/dev/null 2>&1 || reply "own-journal"
}

# probe_give KEY PATH: the file's bytes, if it has at most a megabyte.
probe_give() {
  [ -f "$2" ] && [ -r "$2" ] && p_size=$(stat -L -c %s "$2") && small "$p_size" || return 0
  give "$1" "$2"
}

give() {
  printf '\n@%s given %s #%s\n' "$token" "$1" "$p_size"
  cat "$2"
}

# probe_record KEY PATH WHICH: the same for lines of ours, in one process, and `whole` whatever it has; else it says what
# it withholds.
probe_record() {
  [ -f "$2" ] && [ -r "$2" ] || return 0
  p_text=$(head -c 1048577 "$2" && echo x) || return 0
  p_text=${p_text%x}
  if [ "${#p_text}" -le 1048576 ]; then
    reply_text "given $1" "$p_text"
  elif [ "$3" = whole ]; then
    p_size=$(stat -L -c %s "$2") && give "$1" "$2"
  elif [ "$1" = ledger ]; then
    reply "withheld $1"
  fi
}

# probe_sets WHICH: every backup set with its state, `unfinished` only those without a verdict; a folder
# without a manifest is foreign.
probe_sets() {
  p_closed=
  set +f
  for p_set in "$backups"/*; do
    set -f
    [ -d "$p_set" ] || continue
    p_name=${p_set##*/}
    [ "$p_name" != deployed ] || continue
    if [ ! -x "$p_set" ]; then
      p_closed=1
    elif [ -f "$p_set/manifest" ]; then
      read_journal "$p_set/journal"
      case $closed:$state in
        1:committed | 1:reverted) [ "$1" = unfinished ] && continue ;;
      esac
      reply_text "set ${state:-none} ${closed:-0}" "$p_name"
    elif [ ! -f "$p_set/journal" ] && [ "$1" = all ]; then
      reply_text "set foreign 1" "$p_name"
    fi
  done
  set -f
  [ -z "$p_closed" ] || reply closed-sets
  probe_lock lock "$backups/.lock"
  registry
  probe_lock host-lock "$registry/.lock"
}

probe_lock() {
  [ -L "$2" ] && p_lock=$(readlink "$2") || return 0
  lock_identity
  judge_lock "$p_lock"
  reply_text "$1 $standing" "$p_lock"
}

# The roots this host's account has deployed to, so that a set is found without a playbook.
registry() {
  registry=${DEPLOYCTL_STATE:-/var/lib/deployctl}
  [ "$user" = 0 ] || [ -n "${DEPLOYCTL_STATE-}" ] || registry=${XDG_STATE_HOME:-${HOME:-/}/.local/state}/deployctl
}

probe_roots() {
  registry
  probe_give roots "$registry/roots"
}

probe_host() {
  # `uid=0(root) gid=0(root) …`: one process for both numbers.
  p_id=$(id)
  user=${p_id#uid=}
  user=${user%%[!0-9]*}
  p_id=${p_id#* gid=}
  reply "user $user ${p_id%%[!0-9]*}"
  # `groups=0(root),27(sudo)`: a name cannot hold a comma.
  p_text=
  IFS=,
  for p_group in ${p_id#* groups=}; do
    p_text="$p_text ${p_group%%[!0-9]*}"
  done
  IFS=" 	$N"
  reply "groups$p_text"
  find_detach
  reply "detach $detach"
  ! has_reserve || reply reserve
  probe_incoming
}

# States of the entries of the body, and the contents of those that differ from what is wanted there, up
# to a megabyte each and 16 in all.
probe_reply() {
  p_wanted=
  p_paths=
  p_total=0
  read_mounts
  ask_kept
  fr_devices=' '
  each_part probe_part live any || {
    reply "refused the files changed while they were read; try again"
    return 1
  }
  if [ -n "$p_wanted" ]; then
    p_total=0
    for p_one in $p_wanted; do
      p_total=$((p_total + ${p_one#*:}))
    done
    printf '\n@%s contents%s #%s\n' "$token" "$p_wanted" "$p_total"
    eval "cat $p_paths"
  fi
  reply end
}

probe_part() {
  # shellcheck disable=SC2086 # numbers
  observe_batches $o_ids || return 1
  consider "$@"
  probe_free "$@"
  probe_links "$@"
  p_texts=
  p_text=
  for p_id do
    eval "p_now=\$now_$p_id p_flags=\$flags_$p_id new=\$e_new_$p_id old=\$e_old_$p_id"
    p_number=$((part_first + p_id - 1))
    p_held=
    case $p_now in
      link:*)
        # What it holds need not be a word.
        p_held=${p_now#link:::::}
        p_held=${p_held%:}
        p_now='link'
        ;;
    esac
    eval "p_text=\"\$p_text\$N@\$token entry \$p_number \$p_now \$links_$p_id \$filesystem_$p_id \$inode_$p_id \${p_flags:--}\$N\""
    [ -z "$p_held" ] || p_text="$p_text$N@$token holds $p_number #${#p_held}$N$p_held"
    if [ "${#p_text}" -ge 2048 ]; then
      p_texts=$p_texts$p_text
      p_text=
    fi
    if [ -z "$quiet" ]; then
      case $p_now in file:*) probe_content ;; esac
    fi
  done
  printf '%s' "$p_texts$p_text"
}

# The file is sent if it is another one than is wanted there.
probe_content() {
  state_fields "$new"
  p_sum=$s_sum
  state_fields "$p_now"
  [ "$s_sum" != "$p_sum" ] && [ "$p_sum" != - ] && small "$s_size" || return 0
  if [ "$old" = + ]; then
    [ "$brief" -gt 0 ] || return 0
    brief=$((brief - 1))
  fi
  p_total=$((p_total + s_size))
  [ "$p_total" -le 16777216 ] || return 0
  p_wanted="$p_wanted $p_number:$s_size"
  eval "quote \"\$p_$p_id\""
  p_paths="$p_paths $quoted"
}
