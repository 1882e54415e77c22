# deployctl runtime: the only code that runs on a target.
#
# POSIX sh and base utilities (GNU coreutils or busybox). It is sent over standard input and evaluated,
# and a copy lies in every backup set as `runtime`, so that a set can be restored without the tool.
#
#   serve TOKEN SHELL   answers the controller's requests, read from standard input
#   guard SET SHELL     owns a run after `go`: starts the worker, recovers when it dies without a verdict
#   work SET            carries the set's script out
#   recover SET         finishes or reverts a run whose worker and guardian are gone
#   restore SET         puts back by hand what the run saved
#
# Three rules hold everywhere. A name is never parsed out of a tool's output: paths are reached by entry
# number. A batch is one process per directory, never one per file. Nothing is announced in the journal
# before what it relies on is synced, and nothing is done before it is announced.

# shellcheck disable=SC2154,SC2034 # variables are assigned and read through eval, by entry number

set -u
set -f
unalias -a 2>/dev/null || :

# What the account had is kept for the commands of a playbook, which must not see our settings.
if [ -z "${DEPLOYCTL_ACCOUNT-}" ]; then
  DEPLOYCTL_ACCOUNT=1
  DEPLOYCTL_PATH=$PATH
  DEPLOYCTL_LC_ALL=${LC_ALL-}
  DEPLOYCTL_UMASK=$(umask)
  export DEPLOYCTL_ACCOUNT DEPLOYCTL_PATH DEPLOYCTL_LC_ALL DEPLOYCTL_UMASK
fi
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH ENV POSIXLY_CORRECT
umask 077
IFS=' 	
'
N='
'
CR=$(printf '\r')
shell=/bin/sh
chunk=200

# ---------------------------------------------------------------- time, journal, events

# Seconds since the epoch in $now, without a process: one `date`, then the kernel's uptime.
clock() {
  if read -r now_up _ </proc/uptime 2>/dev/null; then
    now_up=${now_up%%.*}
    if [ -z "${clock_base-}" ]; then
      clock_base=$(($(date +%s) - now_up))
    fi
    now=$((clock_base + now_up))
  else
    now=$(date +%s)
  fi
}

# One line into the journal, synced before the caller goes on. A line torn by a power cut has no newline
# and is not read; starting with one when recovering keeps the next line whole.
journal() {
  clock
  printf '%s %s\n' "$now" "$*" >>"$set/journal" && sync "$set/journal"
}

# One line for whoever follows. Not synced: the journal is what counts.
event() {
  printf '%s\n' "$*" >>"$set/events"
}

# Reads the journal: $state, $closed, $acts (numbers of the acts begun, each between spaces), $before.
read_journal() {
  state=
  closed=
  acts=' '
  before=' '
  [ -f "$1" ] || return 0
  while read -r _ j_kind j_one j_rest; do
    case $j_kind in
      state) state=$j_one ;;
      closed) closed=1 ;;
      act) acts="$acts$j_one " ;;
      before) before="$before$j_one=$j_rest " ;;
    esac
  done <"$1"
}

# ---------------------------------------------------------------- manifest

# The manifest is read by being sourced; each of its lines is one of these words.

manifest() {
  [ "$1" = 1 ] || fatal "this set has manifest format $1; this runtime reads format 1"
}

run() {
  run=$1
  root=$2
}

by() {
  by=$1
}

undoes() {
  undoes=$*
}

# entry NUMBER PLACE FOLDER NAME OLD NEW
# PLACE is `files` (FOLDER relative to the root) or `system` (FOLDER absolute, without its first slash).
# OLD and NEW: absent | dir:MODE:UID:GID:::TIME | file:MODE:UID:GID:SIZE:SHA256:TIME
entry() {
  eval "e_place_$1=\$2 e_folder_$1=\$3 e_name_$1=\$4 e_old_$1=\$5 e_new_$1=\$6"
  entries="$entries $1"
  count=$((count + 1))
}

complete() {
  complete=$1
}

load() {
  entries=
  count=0
  complete=
  undoes=
  by=-
  # shellcheck disable=SC1091 # the set's own manifest
  . "$set/manifest" || fatal "cannot read $set/manifest"
  [ "$complete" = "$count" ] || fatal "$set/manifest is cut short"
  cd -- "$root" || fatal "cannot enter $root"
}

# The entry's $place, $folder, $name, $old, $new, and $home: the folder it lives in.
at() {
  eval "place=\$e_place_$1 folder=\$e_folder_$1 name=\$e_name_$1 old=\$e_old_$1 new=\$e_new_$1"
  case $place in
    files) home=./$folder ;;
    *) home=/$folder ;;
  esac
}

# The fields of a state: $s_kind, $s_mode, $s_uid, $s_gid, $s_size, $s_sum.
state_fields() {
  IFS=:
  # shellcheck disable=SC2086 # split on purpose
  state_split $1
  IFS=" 	$N"
}

state_split() {
  s_kind=$1
  s_mode=${2-}
  s_uid=${3-}
  s_gid=${4-}
  s_size=${5-}
  s_sum=${6-}
}

# Two states are the same when all but the modification time agrees.
same_state() {
  [ "${1%:*}" = "${2%:*}" ]
}

# ---------------------------------------------------------------- observing

# observe BASE NUMBER...: the state of each entry below BASE into now_N, its link count and device into
# links_N and device_N. BASE is `live`, or a folder that holds files/ and system/ trees.
observe() {
  o_base=$1
  shift
  o_ids=
  o_count=0
  for o_id do
    at "$o_id"
    if [ "$o_base" = live ]; then
      o_path=$home/$name
    else
      o_path=$o_base/$place/$folder/$name
    fi
    eval "links_$o_id=1 device_$o_id=0 p_$o_id=\$o_path"
    if [ -L "$o_path" ]; then
      eval "now_$o_id=link"
    elif [ ! -e "$o_path" ]; then
      eval "now_$o_id=absent"
    elif [ -f "$o_path" ] && [ ! -r "$o_path" ]; then
      eval "now_$o_id=unreadable"
    elif [ -f "$o_path" ] || [ -d "$o_path" ]; then
      o_ids="$o_ids $o_id"
      o_count=$((o_count + 1))
      if [ "$o_count" -ge "$chunk" ]; then
        # shellcheck disable=SC2086 # numbers
        observe_batch $o_ids || return 1
        o_ids=
        o_count=0
      fi
    else
      eval "now_$o_id=other"
    fi
  done
  [ -n "$o_ids" ] || return 0
  # shellcheck disable=SC2086 # numbers
  observe_batch $o_ids
}

# One stat and one sha256sum for a list. Names that are escaped in sha256sum's output (newline,
# backslash, carriage return: GNU and busybox differ) are hashed from standard input, one by one.
observe_batch() {
  b_ids=$*
  set --
  for b_id in $b_ids; do
    eval "set -- \"\$@\" \"\$p_$b_id\""
  done
  b_rest=$(stat -c '%F|%a|%u|%g|%s|%Y|%h|%d' "$@") || return 1
  b_rest=$b_rest$N
  b_plain=
  set --
  for b_id in $b_ids; do
    IFS='|'
    # shellcheck disable=SC2086 # split on purpose
    observe_stat ${b_rest%%"$N"*}
    IFS=" 	$N"
    b_rest=${b_rest#*"$N"}
    [ "$b_kind" = file ] || continue
    eval "b_path=\$p_$b_id"
    case $b_path in
      *["$N$CR\\"]*)
        b_sum=$(sha256sum <"$b_path") || return 1
        observe_sum "$b_id" "${b_sum%% *}"
        ;;
      *)
        b_plain="$b_plain $b_id"
        set -- "$@" "$b_path"
        ;;
    esac
  done
  [ -n "$b_plain" ] || return 0
  b_rest=$(sha256sum "$@") || return 1
  b_rest=$b_rest$N
  for b_id in $b_plain; do
    observe_sum "$b_id" "${b_rest%% *}"
    b_rest=${b_rest#*"$N"}
  done
}

observe_stat() {
  case $1 in
    regular*) b_kind='file' ;;
    directory) b_kind=dir ;;
    *) b_kind=other ;;
  esac
  case $2 in
    ????) b_mode=$2 ;;
    ???) b_mode=0$2 ;;
    ??) b_mode=00$2 ;;
    *) b_mode=000$2 ;;
  esac
  if [ "$b_kind" = dir ]; then
    eval "now_$b_id=dir:$b_mode:\$3:\$4:::\$6"
  else
    eval "now_$b_id=$b_kind:$b_mode:\$3:\$4:\$5:-:\$6"
  fi
  eval "links_$b_id=\$7 device_$b_id=\$8"
}

observe_sum() {
  eval "u_now=\$now_$1"
  eval "now_$1=\${u_now%:*:*}:\$2:\${u_now##*:}"
}

# ---------------------------------------------------------------- batches

# each_folder VERB NUMBER...: calls VERB with the numbers of one folder's entries (at most a chunk); the
# manifest is sorted by folder, so neighbours share one. The entry variables are those of the last.
each_folder() {
  d_verb=$1
  shift
  d_ids=
  d_last=
  d_count=0
  d_bad=0
  for d_id do
    at "$d_id"
    if [ -n "$d_ids" ] && { [ "$place/$folder" != "$d_last" ] || [ "$d_count" -ge "$chunk" ]; }; then
      # shellcheck disable=SC2086 # numbers
      each_call $d_ids || d_bad=1
      d_ids=
      d_count=0
      at "$d_id"
    fi
    d_last=$place/$folder
    d_ids="$d_ids $d_id"
    d_count=$((d_count + 1))
  done
  if [ -n "$d_ids" ]; then
    # shellcheck disable=SC2086 # numbers
    each_call $d_ids || d_bad=1
  fi
  return "$d_bad"
}

each_call() {
  at "$1"
  "$d_verb" "$@"
}

# The words of a batch, to be evaluated: paths of entries where they live, or below a folder.
live_paths() {
  paths=
  for t_id do
    paths="$paths \"\$home/\$e_name_$t_id\""
  done
}

paths_below() {
  paths_base=$1
  shift
  paths=
  for t_id do
    paths="$paths \"\$paths_base/\$e_place_$t_id/\$e_folder_$t_id/\$e_name_$t_id\""
  done
}

save_old() {
  live_paths "$@"
  eval "ln $paths \"\$set/\$place/\$folder/\""
}

move_staged() {
  paths_below "$set/new" "$@"
  eval "mv -f $paths \"\$home/\""
}

remove_live() {
  live_paths "$@"
  eval "rm -f $paths"
}

# Saved content goes back through new/. A hard link keeps everything about the file and needs no room:
# that is what a revert uses. A copy leaves the set whole: that is what `restore` uses.
stage_saved() {
  paths_below "$set" "$@"
  if [ "$staging" = link ]; then
    eval "ln -f $paths \"\$set/new/\$place/\$folder/\""
  else
    eval "cp -p $paths \"\$set/new/\$place/\$folder/\""
  fi
}

fetch_saved() {
  paths_below "$backups/$fetch_from" "$@"
  eval "cp -p $paths \"\$set/new/\$place/\$folder/\""
}

copy_deployed() {
  paths=
  for t_id do
    eval "state_fields \"\$e_new_$t_id\""
    [ "$s_size" -gt 1048576 ] || paths="$paths \"\$home/\$e_name_$t_id\""
  done
  [ -z "$paths" ] || eval "cp -f $paths \"\$backups/deployed/\$place/\$folder/\""
}

# make_trees BASE WHICH: the folders below BASE for the entries whose old or new state is a file.
make_trees() {
  m_base=$1
  m_which=$2
  m_list=
  m_last=
  m_count=0
  for m_id in $entries; do
    at "$m_id"
    eval "m_state=\$$m_which"
    case $m_state in file:*) ;; *) continue ;; esac
    [ "$place/$folder" != "$m_last" ] || continue
    m_last=$place/$folder
    m_list="$m_list \"\$m_base/\$e_place_$m_id/\$e_folder_$m_id\""
    m_count=$((m_count + 1))
    if [ "$m_count" -ge "$chunk" ]; then
      eval "mkdir -p $m_list" || return 1
      m_list=
      m_count=0
    fi
  done
  [ -z "$m_list" ] || eval "mkdir -p $m_list"
}

# The folders of these entries synced, a chunk a process, so that renames in them last.
sync_homes() {
  y_list=
  y_last=
  y_count=0
  y_bad=0
  for y_id do
    at "$y_id"
    [ "$home" != "$y_last" ] || continue
    y_last=$home
    [ -d "$home" ] || continue
    eval "y_home_$y_id=\$home"
    y_list="$y_list \"\$y_home_$y_id\""
    y_count=$((y_count + 1))
    if [ "$y_count" -ge "$chunk" ]; then
      eval "sync $y_list" || y_bad=1
      y_list=
      y_count=0
    fi
  done
  [ -z "$y_list" ] || eval "sync $y_list" || y_bad=1
  return "$y_bad"
}

# Everything below a folder made durable: one flush of its filesystem, not one fsync per file.
sync_tree() {
  sync -f "$1" 2>/dev/null || sync
}

# ---------------------------------------------------------------- commands of the playbook

# account SECONDS OUTPUT COMMAND [ARGUMENT...]: a command of the playbook with the account's own
# environment, no input of ours, output to a file (a daemon that kept a pipe open would hang us), killed
# after SECONDS.
account() {
  c_seconds=$1
  c_output=$2
  shift 2
  (
    PATH=$DEPLOYCTL_PATH
    if [ -n "$DEPLOYCTL_LC_ALL" ]; then
      LC_ALL=$DEPLOYCTL_LC_ALL
    else
      unset LC_ALL
    fi
    umask "$DEPLOYCTL_UMASK"
    c_run=$run
    c_set=$set
    unset DEPLOYCTL_ACCOUNT DEPLOYCTL_PATH DEPLOYCTL_LC_ALL DEPLOYCTL_UMASK
    DEPLOYCTL_RUN=$c_run
    DEPLOYCTL_SET=$c_set
    export DEPLOYCTL_RUN DEPLOYCTL_SET
    set +f
    c_command=$1
    shift
    if command -v timeout >/dev/null 2>&1; then
      exec timeout "$c_seconds" /bin/sh -c "$c_command" sh "$@"
    fi
    exec /bin/sh -c "$c_command" sh "$@"
  ) </dev/null >"$c_output" 2>&1
}

# The last lines of a file, as `out` events of the present step.
show_tail() {
  [ -s "$1" ] || return 0
  tail -n "$2" "$1" | tr -d '\r' | show_lines
}

show_lines() {
  while IFS= read -r s_line || [ -n "$s_line" ]; do
    event "out $step $s_line"
  done
}

status_word() {
  case $1 in
    124 | 143) printf 'took longer than %s s and was ended' "$2" ;;
    126) printf 'cannot be executed (exit 126)' ;;
    127) printf 'is not there (exit 127)' ;;
    *) printf 'exit %s' "$1" ;;
  esac
}

# ---------------------------------------------------------------- verbs of the transaction script
#
# The script is read three times, in three phases: `prepare` stages and validates, `activate` does,
# `undo` undoes what the journal says was begun. Every verb counts itself, so that its number is the
# same each time.

fatal() {
  printf 'deployctl: %s\n' "$*" >&2
  exit 70
}

begin() {
  marks=
  act=0
  step=0
}

step() {
  step=$1
  [ "$phase" = activate ] && event "step $1"
  return 0
}

# The verb's number is announced before it acts.
announce() {
  journal "act $act $*" || fail "cannot write the journal"
}

aborted() {
  [ -e "$set/control/abort" ]
}

fail() {
  event "fail $step $*"
  show_logs
  revert
  finish
}

gate_abort() {
  if aborted; then
    event "abort $step"
    revert
    finish
  fi
}

# own OWNER:GROUP NUMBER..., mode MODE NUMBER...: staged files as they shall be before they are moved.
own() {
  [ "$phase" = prepare ] || return 0
  w_owner=$1
  shift
  paths_below "$set/new" "$@"
  eval "chown \"\$w_owner\" $paths" || refuse "$step" "cannot give the staged files to $w_owner"
}

mode() {
  [ "$phase" = prepare ] || return 0
  w_mode=$1
  shift
  paths_below "$set/new" "$@"
  eval "chmod \"\$w_mode\" $paths" || refuse "$step" "cannot set mode $w_mode on the staged files"
}

# fetch RUN NUMBER...: staged contents come from what an earlier run saved on this host.
fetch() {
  [ "$phase" = prepare ] || return 0
  fetch_from=$1
  shift
  each_folder fetch_saved "$@" || refuse "$step" "cannot copy from the backup set $fetch_from"
}

# validate SECONDS COMMAND NUMBER...: the command sees the staged file as its first argument.
validate() {
  [ "$phase" = prepare ] || return 0
  v_seconds=$1
  v_command=$2
  shift 2
  for v_id do
    at "$v_id"
    v_file=$set/new/$place/$folder/$name
    account "$v_seconds" "$set/evidence/validate-$v_id" "$v_command" "$v_file"
    v_code=$?
    if [ "$v_code" -ne 0 ]; then
      refuse_entry "$v_id" "validate failed ($(status_word "$v_code" "$v_seconds"))" "$set/evidence/validate-$v_id"
    fi
  done
}

# mark file ACT PATH... | mark healthy ACT KIND ARGUMENT...: how things stood before the first change, for
# the act of that number.
mark() {
  [ "$phase" = activate ] || return 0
  case $1 in
    file)
      k_act=$2
      k_place=0
      shift 2
      for k_path do
        k_place=$((k_place + 1))
        k_id=${k_act}_$k_place
        k_mark=$(stat -c '%i %s' "$k_path" 2>/dev/null) || k_mark='0 0'
        eval "m_path_$k_id=\$k_path m_inode_$k_id=\${k_mark% *} m_size_$k_id=\${k_mark#* }"
        : >"$set/control/mark-$k_id"
        marks="$marks $k_id"
      done
      ;;
    healthy)
      k_id=$2
      check_limit=10
      shift 2
      if check "$@"; then
        journal "before $k_id healthy"
      else
        journal "before $k_id unhealthy"
      fi
      ;;
  esac
}

# put NUMBER...: moves staged contents into place. A target that is no longer as the plan saw it stops
# the run before anything is moved.
put() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  gate_abort
  observe live "$@" || fail "cannot read the files to replace"
  p_folders=
  p_files=
  p_gone=
  p_gone_folders=
  p_drift=
  for p_id do
    at "$p_id"
    eval "p_now=\$now_$p_id"
    if ! same_state "$p_now" "$old"; then
      p_drift="$p_drift $p_id"
      event "drifted $step $p_id"
    fi
    case $new in
      dir:*) p_folders="$p_folders $p_id" ;;
      file:*) p_files="$p_files $p_id" ;;
      absent)
        case $old in
          dir:*) p_gone_folders="$p_id $p_gone_folders" ;; # deepest first
          *) p_gone="$p_gone $p_id" ;;
        esac
        ;;
    esac
  done
  [ -z "$p_drift" ] || fail "changed on the server since the plan was made"
  announce put
  # shellcheck disable=SC2086 # numbers
  {
    make_live_folders new $p_folders || fail "cannot make folders"
    each_folder move_staged $p_files || fail "cannot move the new files into place"
    each_folder remove_live $p_gone || fail "cannot remove files"
    remove_live_folders $p_gone_folders
    sync_homes "$@" || fail "cannot sync the folders"
    slipped "$@"
  }
  event "ok $step"
}

# Folders are few, so each is made by itself; the umask and a set-group-id parent have no say in them.
make_live_folders() {
  f_which=$1
  shift
  for f_id do
    at "$f_id"
    eval "state_fields \"\$$f_which\""
    mkdir "$home/$name" && chown "$s_uid:$s_gid" "$home/$name" && chmod "$s_mode" "$home/$name" || return 1
  done
}

remove_live_folders() {
  for f_id do
    at "$f_id"
    rmdir "$home/$name" 2>/dev/null || event "kept $step $f_id"
  done
}

# A write that slipped in between the check and the rename went to the old file, which is now the
# backup: it is not lost, but its author must hear of it.
slipped() {
  l_ids=
  for l_id do
    at "$l_id"
    case $old in
      file:*) l_ids="$l_ids $l_id" ;;
    esac
  done
  [ -n "$l_ids" ] || return 0
  # shellcheck disable=SC2086 # numbers
  observe "$set" $l_ids || return 0
  for l_id in $l_ids; do
    at "$l_id"
    eval "l_now=\$now_$l_id"
    same_state "$l_now" "$old" || event "slipped $step $l_id"
  done
}

# service ACTION command SECONDS COMMAND STATUS UNDO
service() {
  act=$((act + 1))
  case $phase in
    activate)
      gate_abort
      announce service
      service_do "$1" "$3" "$4" "$5" || fail "$failure"
      event "ok $step"
      ;;
    undo)
      case $acts in
        *" $act "*) ;;
        *) return 0 ;;
      esac
      undone_services=1
      if [ -n "$6" ]; then
        x_command=$6
      else
        case $1 in
          restart | reload) x_command=$4 ;;
          *)
            event "not-undone $step"
            return 0
            ;;
        esac
      fi
      x_status=$5
      [ "$1" = stop ] || [ "$1" = start ] && x_status=
      if service_do undo "$3" "$x_command" "$x_status"; then
        event "undone $step"
      else
        event "undo-failed $step $failure"
        undo_failed=1
      fi
      ;;
  esac
}

service_do() {
  r_file=$set/evidence/step-$step-$1
  account "$2" "$r_file" "$3"
  r_code=$?
  if [ "$r_code" -ne 0 ]; then
    failure="command: $(status_word "$r_code" "$2")"
    show_tail "$r_file" 20
    return 1
  fi
  [ -n "$4" ] || return 0
  account 30 "$r_file-status" "$4"
  r_code=$?
  case $1:$r_code in
    stop:0)
      failure="status: still running after the stop"
      show_tail "$r_file-status" 20
      return 1
      ;;
    stop:* | *:0) return 0 ;;
  esac
  failure="status: $(status_word "$r_code" 30)"
  show_tail "$r_file" 10
  show_tail "$r_file-status" 10
  return 1
}

# check KIND ARGUMENT...: one look; what was measured in $measured.
check() {
  h_file=$set/evidence/check
  case $1 in
    command)
      account "$check_limit" "$h_file" "$2"
      h_code=$?
      measured=$(status_word "$h_code" "$check_limit")
      return "$h_code"
      ;;
    tcp)
      if command -v nc >/dev/null 2>&1; then
        nc -z -w 2 "$2" "$3" </dev/null >"$h_file" 2>&1
      else
        bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$2" "$3" >"$h_file" 2>&1
      fi
      h_code=$?
      measured="connection refused or unreachable"
      [ "$h_code" -ne 0 ] || measured="connected"
      return "$h_code"
      ;;
    http)
      : >"$h_file"
      if command -v curl >/dev/null 2>&1; then
        h_status=$(curl -sS --noproxy '*' -o "$h_file" -w '%{http_code}' --max-time 5 "$2" 2>"$h_file-error")
        h_code=$?
      else
        wget -q -O "$h_file" -T 5 "$2" >/dev/null 2>"$h_file-error"
        h_code=$?
        h_status=200
        [ "$h_code" -eq 0 ] || h_status=000
      fi
      if [ "$h_status" = 000 ]; then
        measured="no answer"
        IFS= read -r h_line <"$h_file-error" && measured="no answer ($h_line)"
        return 1
      fi
      measured="status $h_status"
      if [ "$h_status" != "$3" ]; then
        measured="status $h_status, wanted $3"
        return 1
      fi
      [ "$h_code" -eq 0 ] || return 1
      if [ -n "$4" ] && ! grep -q -E -e "$4" "$h_file"; then
        measured="status $h_status, but the body does not match"
        return 1
      fi
      ;;
  esac
}

# healthy WITHIN EVERY STABLE KIND ARGUMENT...
healthy() {
  act=$((act + 1))
  case $phase in
    activate)
      gate_abort
      healthy_wait "$@" || fail "$failure"
      event "ok $step $measured after $((now - g_start)) s"
      ;;
    undo)
      [ -n "$undone_services" ] || return 0
      if healthy_wait "$@"; then
        event "proven $step $measured"
      else
        case $before in
          *" $act=unhealthy "*) event "was-unhealthy $step $failure" ;;
          *)
            event "undo-failed $step the old version is not healthy: $failure"
            undo_failed=1
            ;;
        esac
      fi
      ;;
  esac
}

healthy_wait() {
  g_within=$1
  g_every=$2
  g_stable=$3
  shift 3
  check_limit=$g_within
  [ "$check_limit" -le 30 ] || check_limit=30
  clock
  g_start=$now
  g_since=
  g_tries=0
  while :; do
    g_tries=$((g_tries + 1))
    if check "$@"; then
      clock
      [ -n "$g_since" ] || g_since=$now
      [ $((now - g_since)) -ge "$g_stable" ] && return 0
    else
      clock
      g_since=
    fi
    if [ $((now - g_start)) -ge $((g_within + g_stable)) ] || { [ -z "$g_since" ] && [ $((now - g_start)) -ge "$g_within" ]; }; then
      failure="not healthy within $g_within s: $measured ($g_tries tries)"
      show_tail "$set/evidence/check" 10
      return 1
    fi
    if [ "$phase" = activate ] && aborted; then
      failure="interrupted"
      return 1
    fi
    sleep "$g_every" 2>/dev/null || sleep 1
  done
}

# logs file SECONDS CASE PATTERN PATH...: fails on a line written since the mark.
logs() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  gate_abort
  q_seconds=$2
  q_case=
  [ "$3" = ignore ] && q_case=-i
  q_pattern=$4
  shift 4
  clock
  q_end=$((now + q_seconds))
  q_left=1
  while :; do
    clock
    [ "$now" -ge "$q_end" ] && q_left=0
    logs_look "$@" || fail "$failure"
    [ "$q_left" -eq 1 ] || break
    gate_abort
    sleep 1
  done
  event "ok $step quiet for $q_seconds s"
}

# Looks at what changed since the last look; the last look reads everything since the mark, so that no
# line is missed because it was written in two halves.
logs_look() {
  z_place=0
  for z_path do
    z_place=$((z_place + 1))
    z_id=${act}_$z_place
    if [ "$q_left" -eq 1 ]; then
      [ -e "$z_path" ] || continue
      # shellcheck disable=SC3013 # not in POSIX, but in every sh we run under; the last look does without
      [ "$z_path" -nt "$set/control/mark-$z_id" ] || continue
    fi
    : >"$set/control/mark-$z_id"
    logs_start "$z_id" "$z_path"
    [ -z "$z_rotated" ] || logs_scan "$z_path.1" "$z_rotated" || return 1
    [ ! -e "$z_path" ] || logs_scan "$z_path" "$z_from" || return 1
  done
}

# logs_start MARK PATH: the first byte since the mark is $z_from. A file rotated by rename goes on beside
# itself: then $z_rotated is the first byte there.
logs_start() {
  eval "z_inode=\$m_inode_$1 z_size=\$m_size_$1"
  z_from=$((z_size + 1))
  z_rotated=
  z_now=$(stat -c '%i %s' "$2" 2>/dev/null) || z_now='0 0'
  if [ "${z_now% *}" != "$z_inode" ]; then
    z_old=$(stat -c '%i %s' "$2.1" 2>/dev/null) || z_old='0 0'
    [ "$z_inode" = 0 ] || [ "${z_old% *}" != "$z_inode" ] || z_rotated=$z_from
    z_from=1
  elif [ "${z_now#* }" -lt "$z_size" ]; then
    z_from=1
  fi
}

# What the watched logs say since the first change; a failure is explained there, and a revert buries it.
show_logs() {
  for w_mark in $marks; do
    eval "w_path=\$m_path_$w_mark"
    [ -f "$w_path" ] || continue
    logs_start "$w_mark" "$w_path"
    tail -c "+$z_from" "$w_path" | tail -n 200 >"$set/evidence/log-$w_mark"
    [ -n "${logs_shown-}" ] || show_tail "$set/evidence/log-$w_mark" 12
  done
}

logs_scan() {
  # shellcheck disable=SC2086 # -i or nothing
  tail -c "+$2" "$1" | grep -a -m 5 $q_case -E -e "$q_pattern" >"$set/evidence/step-$step-match"
  [ -s "$set/evidence/step-$step-match" ] || return 0
  failure="the log matches: $1"
  show_tail "$set/evidence/step-$step-match" 5
  logs_shown=1
  return 1
}

# await SECONDS: the gates passed here; others decide. No order in time means no.
await() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  journal "state gated" || fail "cannot write the journal"
  event "state gated"
  clock
  a_end=$((now + $1))
  while [ ! -e "$set/control/commit" ]; do
    gate_abort
    clock
    [ "$now" -lt "$a_end" ] || fail "no order to commit came within $1 s"
    sleep 0.2 2>/dev/null || sleep 1
  done
}

commit() {
  [ "$phase" = activate ] || return 0
  gate_abort
  if [ ! -e "$set/control/commit" ]; then
    journal "state gated" || fail "cannot write the journal"
  fi
  journal "state committed" || fail "cannot write the journal"
  event "state committed"
  finish
}


# ---------------------------------------------------------------- revert, recovery

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
  observe live $entries || return 1
  for r_id in $entries; do
    at "$r_id"
    eval "r_now=\$now_$r_id"
    ! same_state "$r_now" "$old" || continue
    r_changed="$r_changed $r_id"
    case $r_now:$new in
      absent:* | dir:*:dir:*) ;;
      *) same_state "$r_now" "$new" || set_aside "$r_id" ;;
    esac
    case $old:$new in
      file:*) r_files="$r_files $r_id" ;;
      dir:*) r_folders="$r_folders $r_id" ;;
      *:dir:*) r_created="$r_id $r_created" ;; # deepest first
      *) r_remove="$r_remove $r_id" ;;
    esac
  done
  [ -n "$r_changed" ] || return 0
  make_trees "$set/new" old
  # What fails here shows itself below, where the result is compared with the manifest.
  # shellcheck disable=SC2086 # numbers
  {
    make_live_folders old $r_folders
    each_folder stage_saved $r_files
    each_folder move_staged $r_files
    each_folder remove_live $r_remove
    remove_live_folders $r_created
    sync_homes $r_changed
    observe live $r_changed || return 1
  }
  for r_id in $r_changed; do
    case $kept in *" $r_id "*) continue ;; esac
    at "$r_id"
    eval "r_now=\$now_$r_id"
    same_state "$r_now" "$old" || unrestored="$unrestored $r_id"
  done
  [ -z "$unrestored" ]
}

set_aside() {
  event "aside $step $1"
  mkdir -p "$set/aside" && mv -f "$home/$name" "$set/aside/$1"
}

# Undoes what the journal says was begun, and says there how that went.
revert() {
  read_journal "$set/journal"
  staging='link'
  undo_failed=
  undone_services=
  phase=undo
  journal "state reverting"
  event "state reverting"
  case $state in
    preparing | prepared) ;;
    *)
      if ! put_back; then
        for r_id in $unrestored; do
          event "unrestored $step $r_id"
        done
        [ -n "$unrestored" ] || event "undo-failed $step cannot read the files to put back"
        undo_failed=1
      fi
      # shellcheck disable=SC1091 # the set's own script
      . "$set/script"
      ;;
  esac
  if [ -n "$undo_failed" ]; then
    journal "state stuck"
    event "state stuck"
  else
    journal "state reverted"
    event "state reverted"
  fi
}

# After the verdict: ledger, history, and the last line of the journal. Recovery repeats it when it was
# cut short, so ledger and history may say a thing twice; readers take the last.
finish() {
  read_journal "$set/journal"
  clock
  case $state in
    committed)
      record_deployed
      n_outcome=good
      ;;
    reverted)
      separate
      n_outcome=reverted
      ;;
    *) n_outcome=stuck ;;
  esac
  printf '%s %s %s %s\n' "$run" "$n_outcome" "$now" "$by" >>"$backups/history"
  if [ "$state" = committed ]; then
    for n_run in $undoes; do
      printf '%s %s %s %s\n' "$n_run" bad "$now" "$run" >>"$backups/history"
    done
  fi
  chmod 0644 "$backups/history"
  sync "$backups/history"
  rm -rf "${set:?}/new"
  journal closed
  release
  event "end $state"
  exit 0
}

# A revert put back the very files that it had saved, by hard link. Copies take their place in the set, so
# that nobody writes into a backup by writing to the live file; without room for them the set lets go.
separate() {
  for n_tree in files system; do
    if cp -a "$set/$n_tree" "$set/$n_tree.copy" 2>/dev/null; then
      rm -rf "${set:?}/$n_tree" && mv "$set/$n_tree.copy" "$set/$n_tree"
    else
      rm -rf "${set:?}/$n_tree.copy" "${set:?}/$n_tree"
    fi
  done
}

# The last committed content of every path and its line in the ledger: the base against which drift is
# seen. Contents over 1 MB are kept as hashes only.
record_deployed() {
  make_trees "$backups/deployed" new
  n_files=
  for n_id in $entries; do
    at "$n_id"
    case $new in
      file:*) n_files="$n_files $n_id" ;;
    esac
  done
  # shellcheck disable=SC2086 # numbers
  each_folder copy_deployed $n_files
  cat "$set/ledger" >>"$backups/deployed/ledger"
  chmod 0644 "$backups/deployed/ledger"
}

# ---------------------------------------------------------------- lock

# The lock is a symlink whose target is its record, so that it appears whole or not at all:
# MACHINE:BOOT:NAMESPACE:PID:START:RUN. It is stale only if it names this machine and its process is
# proven dead; a process that cannot be seen counts as alive.

lock_identity() {
  read -r i_machine </etc/machine-id 2>/dev/null || i_machine=unknown
  read -r i_boot </proc/sys/kernel/random/boot_id 2>/dev/null || i_boot=unknown
  i_space=$(readlink /proc/self/ns/pid 2>/dev/null) || i_space=unknown
  i_space=${i_space#*\[}
  i_space=${i_space%\]}
}

# The start time of a process in $start: with the pid it names one process for ever.
process_start() {
  start=
  read -r i_line 2>/dev/null <"/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # split on purpose; the name in parentheses may hold anything
  process_start_field ${i_line##*) }
}

process_start_field() {
  shift 19
  start=$1
}

lock_record() {
  lock_identity
  process_start "$$" || start=0
  record=$i_machine:$i_boot:$i_space:$$:$start:$run
}

lock_is_stale() {
  IFS=:
  # shellcheck disable=SC2086 # split on purpose
  lock_fields $1
  IFS=" 	$N"
  [ "$l_machine" = "$i_machine" ] && [ "$i_machine" != unknown ] && [ "$i_boot" != unknown ] || return 1
  [ "$l_boot" = "$i_boot" ] || return 0
  [ "$l_space" = "$i_space" ] || return 1
  if process_start "$l_pid"; then
    [ "$start" != "$l_start" ]
  else
    [ -d /proc/self ] && [ ! -d "/proc/$l_pid" ]
  fi
}

lock_fields() {
  l_machine=${1-}
  l_boot=${2-}
  l_space=${3-}
  l_pid=${4-}
  l_start=${5-}
  l_run=${6-}
}

# Takes the lock or fails with the holder's run in $holder. A stale one is taken over under a second
# lock, so that of two who find it stale one wins.
take_lock() {
  lock_record
  ln -s "$record" "$backups/.lock" 2>/dev/null && return 0
  l_held=$(readlink "$backups/.lock") || l_held=
  holder=${l_held##*:}
  [ -n "$l_held" ] && lock_is_stale "$l_held" || return 1
  ln -s "$record" "$backups/.lock.takeover" 2>/dev/null || return 1
  l_again=$(readlink "$backups/.lock") || l_again=
  l_won=1
  if [ "$l_again" = "$l_held" ]; then
    rm -f "$backups/.lock" && ln -s "$record" "$backups/.lock" 2>/dev/null && l_won=0
  fi
  rm -f "$backups/.lock.takeover"
  return "$l_won"
}

# The guardian takes the lock over from the shell that prepared the run.
inherit_lock() {
  lock_record
  ln -s "$record" "$backups/.lock.$$" && mv -f "$backups/.lock.$$" "$backups/.lock"
}

release() {
  rm -f "$backups/.lock"
}

# ---------------------------------------------------------------- guardian and worker

enter_set() {
  set=$1
  backups=${set%/*}
  load
  phase=activate
  step=0
  act=0
}

guard() {
  enter_set "$1"
  shell=$2
  inherit_lock || fatal "cannot take the lock over"
  "$shell" "$set/runtime" work "$set" &
  wait "$!"
  read_journal "$set/journal"
  [ -n "$closed" ] || recover_run
}

work() {
  enter_set "$1"
  journal "state activating" || fail "cannot write the journal"
  event "state activating"
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  fail "the script ended without a commit"
}

# Finishes a committed run and reverts any other, from the journal and the hashes alone.
recover_run() {
  # A line torn by a power cut must not swallow the next one.
  printf '\n' >>"$set/journal"
  read_journal "$set/journal"
  case $state in
    committed | reverted) ;;
    *)
      event "recovering $step"
      revert
      ;;
  esac
  finish
}

recover() {
  enter_set "$1"
  take_lock || fatal "the run $holder is at work here"
  read_journal "$set/journal"
  if [ -n "$closed" ] && [ "$state" != stuck ]; then
    release
    printf '%s\n' "$run: $state, nothing to recover"
    return 0
  fi
  recover_run
}

# By hand: puts back what the run saved, and says what it did with each file.
restore() {
  enter_set "$1"
  take_lock || fatal "the run $holder is at work here"
  step=restore
  read_journal "$set/journal"
  printf '\n' >>"$set/journal"
  staging=copy
  put_back
  r_code=$?
  for r_id in $r_changed; do
    at "$r_id"
    printf 'restored  %s\n' "$home/$name"
    [ ! -e "$set/aside/$r_id" ] || printf 'kept aside %s\n' "$set/aside/$r_id"
  done
  for r_id in $unrestored; do
    at "$r_id"
    printf 'NOT restored  %s\n' "$home/$name"
  done
  rm -rf "${set:?}/new"
  clock
  if [ "$r_code" -eq 0 ]; then
    case $state in
      committed | reverted) ;;
      *) journal "state reverted" ;;
    esac
    journal closed
    printf '%s restored %s by-hand\n' "$run" "$now" >>"$backups/history"
  fi
  release
  if [ -z "$r_changed" ]; then
    printf 'everything is already as it was before %s\n' "$run"
  elif grep -q '^service ' "$set/script"; then
    printf 'the services of this run, to be restarted by you:\n'
    grep '^service ' "$set/script"
  fi
  [ "$r_code" -eq 0 ] || exit 5
}

# ---------------------------------------------------------------- requests of the controller
#
# A request is a line of words, some followed by a counted body. A reply is a line that begins with the
# session's token, so that what a profile prints is never taken for one; `#N` at its end says that N bytes
# follow. Every request ends with the reply `end`, or `refused`, after which the session is over.

reply() {
  printf '\n@%s %s\n' "$token" "$*"
}

reply_text() {
  printf '\n@%s %s #%s\n%s' "$token" "$1" "${#2}" "$2"
}

# Exactly N bytes of standard input; a pipe may deliver them in any pieces.
read_exactly() {
  x_blocks=$(($1 / 65536))
  x_rest=$(($1 % 65536))
  [ "$x_blocks" -eq 0 ] || dd bs=65536 count="$x_blocks" iflag=fullblock 2>/dev/null
  [ "$x_rest" -eq 0 ] || dd bs="$x_rest" count=1 iflag=fullblock 2>/dev/null
}

# A counted body of shell text in $body; one that was cut short is never evaluated.
take_body() {
  body=$(read_exactly "$1" && echo x)
  body=${body%x}
  [ "${#body}" -eq "$1" ]
}

serve() {
  token=$1
  shell=$2
  staged=
  entries=
  count=0
  step=0
  while read -r request first second third; do
    case $request in
      probe) probe "$first" || break ;;
      prepare) prepare "$first" "$second" "$third" || break ;;
      go) go ;;
      commit | abort) order "$request" ;;
      verdict) verdict ;;
      *) break ;;
    esac
  done
  [ -z "${follower-}" ] || stop_following
  [ -z "$staged" ] || abandon
}

# probe BODY-LENGTH: the body's words ask, each replies for itself, the states of the entries come last.
probe() {
  take_body "$1" || return 1
  eval "$body"
  probe_reply
}

probe_place() {
  root=$1
  backups=$2
  if cd -- "$root" 2>/dev/null; then
    reply "root entered"
  elif [ -e "$root" ]; then
    reply "root closed"
  else
    reply "root absent"
  fi
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

probe_owner() {
  p_id=$(id -u -- "$2" 2>/dev/null) || p_id=none
  reply "owner $1 $p_id"
}

probe_group() {
  p_id=none
  while IFS=: read -r p_name p_secret p_number p_rest; do
    [ "$p_name" != "$2" ] || p_id=$p_number
  done </etc/group
  if [ "$p_id" = none ] && command -v getent >/dev/null 2>&1; then
    p_id=$(getent group "$2") || p_id=none:none:none
    p_id=${p_id#*:*:}
    p_id=${p_id%%:*}
  fi
  reply "group $1 $p_id"
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

# probe_give KEY PATH: the file's bytes, at most 1 MB of it in all.
probe_give() {
  [ -f "$2" ] && [ -r "$2" ] || return 0
  p_size=$(stat -L -c %s "$2") || return 0
  [ "$p_size" -le 1048576 ] || return 0
  printf '\n@%s given %s #%s\n' "$token" "$1" "$p_size"
  cat "$2"
}

# probe_sets WHICH: every backup set with its state, `unfinished` only those without a verdict; a folder
# without a manifest is foreign.
probe_sets() {
  set +f
  for p_set in "$backups"/*; do
    set -f
    [ -d "$p_set" ] || continue
    p_name=${p_set##*/}
    [ "$p_name" != deployed ] || continue
    if [ -f "$p_set/manifest" ]; then
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
  if [ -L "$backups/.lock" ]; then
    p_lock=$(readlink "$backups/.lock")
    lock_identity
    if lock_is_stale "$p_lock"; then
      reply_text "lock stale" "$p_lock"
    else
      reply_text "lock held" "$p_lock"
    fi
  fi
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
  user=$(id -u)
  reply "user $user $(id -g)"
  reply_text "hostname" "$(uname -n)"
  clock
  reply "clock $now"
  p_free=$(stat -f -c '%a %S %d' . 2>/dev/null) && reply "free $p_free"
}

# States of the entries of the body, and the contents of those that differ from what is wanted there, up
# to a megabyte each and 16 in all.
probe_reply() {
  # shellcheck disable=SC2086 # numbers
  observe live $entries || {
    reply "refused the files changed while they were read; try again"
    return 1
  }
  p_text=
  p_count=0
  p_wanted=
  p_paths=
  p_total=0
  for p_id in $entries; do
    at "$p_id"
    eval "p_now=\$now_$p_id p_links=\$links_$p_id p_device=\$device_$p_id"
    p_flags=-
    [ -L "$home/$name" ] || [ ! -w "$home/$name" ] || p_flags=w
    p_text="$p_text$N@$token entry $p_id $p_now $p_links $p_device $p_flags$N"
    p_count=$((p_count + 1))
    if [ "$p_count" -ge "$chunk" ]; then
      printf '%s' "$p_text"
      p_text=
      p_count=0
    fi
    state_fields "$new"
    p_sum=$s_sum
    state_fields "$p_now"
    if [ "$s_kind" = file ] && [ "$s_sum" != "$p_sum" ] && [ "$s_size" -le 1048576 ]; then
      p_total=$((p_total + s_size))
      [ "$p_total" -le 16777216 ] || continue
      p_wanted="$p_wanted $p_id:$s_size"
      p_paths="$p_paths \"\$p_$p_id\""
    fi
  done
  printf '%s' "$p_text"
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

# ---------------------------------------------------------------- prepare, go, verdict

refuse() {
  r_step=$1
  shift
  reply_text "refusal $r_step -" "$*"
  refused=1
}

# refuse_entry NUMBER REASON [FILE]
refuse_entry() {
  reply_text "refusal $step $1" "$2"
  [ -z "${3-}" ] || [ ! -s "$3" ] || reply_text "refusal-output" "$(tail -n 20 "$3")"
  refused=1
}

# prepare BODY-LENGTH ARCHIVE-LENGTH SCRIPT-HASH: makes the set, stages, verifies, saves. Changes nothing
# outside the backup folder; whatever fails leaves no set behind.
prepare() {
  take_body "$1" || return 1
  refused=
  eval "$body"
  if [ -n "$refused" ] || ! make_set; then
    read_exactly "$2" >/dev/null
    reply "refused"
    return 1
  fi
  if stage "$2" "$3" && [ -z "$refused" ]; then
    journal "state prepared" && reply "prepared $run" && reply end
    return
  fi
  [ -n "$refused" ] || refuse - "cannot prepare"
  abandon
  reply refused
  return 1
}

# prepare_set ROOT BACKUPS RUN LINE: LINE is what the registry of roots shall hold.
prepare_set() {
  registry_line=$4
  root=$1
  backups=$2
  run=$3
  set=$backups/$run
}

make_set() {
  if ! make_readable_folder "$backups" 2>/dev/null; then
    refuse - "cannot make the backup folder $backups"
    return 1
  fi
  if ! take_lock; then
    refuse - "locked by the run $holder"
    return 1
  fi
  if ! mkdir -m 0700 "$set" 2>/dev/null; then
    release
    refuse - "cannot make the backup set $set"
    return 1
  fi
  staged=1
  mkdir "$set/new" "$set/files" "$set/system" "$set/control" "$set/evidence" &&
    journal "state preparing" && : >"$set/events"
}

make_readable_folder() {
  [ -d "$1" ] || { mkdir -p "$1" && chmod 0755 "$1"; }
}

abandon() {
  rm -rf "${set:?}"
  release
  staged=
}

stage() {
  read_exactly "$1" | tar -x -m -f - -C "$set" 2>"$set/evidence/tar" || {
    refuse - "cannot unpack: $(tail -n 1 "$set/evidence/tar")"
    return 1
  }
  s_found=$(sha256sum <"$set/script") || return 1
  [ "${s_found%% *}" = "$2" ] || {
    refuse - "the transaction arrived damaged"
    return 1
  }
  load
  phase=prepare
  if ! { make_trees "$set/new" new && make_trees "$set" old; }; then
    refuse - "cannot make folders in $set"
    return 1
  fi
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  [ -z "$refused" ] || return 1
  verify_staged && save && register || return 1
  sync_tree "$set"
}

# Every staged file is compared with what the plan promised: content, mode and owner.
verify_staged() {
  s_new=
  s_old=
  for s_id in $entries; do
    at "$s_id"
    case $new in file:*) s_new="$s_new $s_id" ;; esac
    case $old in file:*) s_old="$s_old $s_id" ;; esac
  done
  # shellcheck disable=SC2086 # numbers
  observe "$set/new" $s_new || {
    refuse - "cannot read the staged files"
    return 1
  }
  for s_id in $s_new; do
    at "$s_id"
    eval "s_now=\$now_$s_id"
    same_state "$s_now" "$new" || refuse_entry "$s_id" "staged as ${s_now%:*}, wanted ${new%:*}"
  done
  [ -z "$refused" ]
}

# The old files are linked into the set; the links are hashed, so that what is saved is what was planned.
save() {
  # shellcheck disable=SC2086 # numbers
  if ! { each_folder save_old $s_old 2>"$set/evidence/save" && observe "$set" $s_old; }; then
    refuse - "cannot save the old files: $(tail -n 1 "$set/evidence/save")"
    return 1
  fi
  for s_id in $s_old; do
    at "$s_id"
    eval "s_now=\$now_$s_id"
    same_state "$s_now" "$old" || refuse_entry "$s_id" "changed on the server since the plan was made"
  done
  [ -z "$refused" ]
}

register() {
  make_readable_folder "$backups/deployed" || return 1
  user=${user:-$(id -u)}
  registry
  if [ ! -f "$registry/roots" ] || ! grep -q -x -F -e "$registry_line" "$registry/roots"; then
    mkdir -p "$registry" 2>/dev/null && printf '%s\n' "$registry_line" >>"$registry/roots"
  fi
  # git would show the sets as untracked, and `git stash -u` would take them away.
  case $backups in
    "$root"/*)
      if [ -d .git/info ] && ! grep -q -x -F -e "/${backups#"$root"/}/" .git/info/exclude 2>/dev/null; then
        printf '/%s/\n' "${backups#"$root"/}" >>.git/info/exclude
      fi
      ;;
  esac
  return 0
}

# Starts the guardian, which outlives this session, and follows the events from here on; orders are read
# from the same input. `tail` is ended by us, since busybox's outlives a dead connection.
go() {
  staged=
  if command -v setsid >/dev/null 2>&1; then
    setsid "$shell" "$set/runtime" guard "$set" "$shell" </dev/null >>"$set/evidence/guardian" 2>&1 &
  else
    reply "refused this host has no setsid: nothing would carry on when the connection is lost"
    abandon
    return
  fi
  reply following
  tail -n +1 -f "$set/events" &
  follower=$!
}

order() {
  : >"$set/control/$1.new" && mv -f "$set/control/$1.new" "$set/control/$1"
}

stop_following() {
  kill "$follower" 2>/dev/null
  wait "$follower" 2>/dev/null
  follower=
}

# The verdict is read from the journal, never remembered.
verdict() {
  [ -z "${follower-}" ] || stop_following
  read_journal "$set/journal"
  reply "verdict ${state:-none} ${closed:-0}"
  reply end
}

# ---------------------------------------------------------------- entry

case ${1-} in
  serve) serve "$2" "$3" ;;
  guard) guard "$2" "${3:-/bin/sh}" ;;
  work) work "$2" ;;
  recover) recover "$2" ;;
  restore) restore "$2" ;;
  *) fatal "usage: runtime serve TOKEN | guard SET | work SET | recover SET | restore SET" ;;
esac
