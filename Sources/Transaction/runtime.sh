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
  DEPLOYCTL_PATH=${PATH-}
  DEPLOYCTL_LC_ALL=${LC_ALL-}
  DEPLOYCTL_UMASK=$(umask)
  export DEPLOYCTL_ACCOUNT DEPLOYCTL_PATH DEPLOYCTL_LC_ALL DEPLOYCTL_UMASK
fi
LC_ALL=C
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH ENV POSIXLY_CORRECT
umask 077
IFS=' 	
'
N='
'
shell=/bin/sh
chunk=200
bytes=65536

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
  note "$@" && sync "$set/journal"
}

# A line that is synced with the next one, before anything relies on it.
note() {
  clock
  printf '%s %s\n' "$now" "$*" >>"$set/journal"
}

# One line for whoever follows. Not synced: the journal is what counts.
event() {
  e_text=$*
  printf '%s\n' "${e_text%%"$N"*}" >>"$set/events"
}

# Reads the journal: $state, $closed, $acts (numbers of the acts begun, each between spaces), $before. A run
# that is taken up again after its last line is open again.
read_journal() {
  state=
  closed=
  acts=' '
  before=' '
  [ -f "$1" ] || return 0
  while read -r _ j_kind j_one j_rest; do
    case $j_kind in
      state) state=$j_one closed= ;;
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
  case $place:$folder in
    files:.) home=. ;;
    files:*) home=./$folder ;;
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
  o_bytes=0
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
      o_bytes=$((o_bytes + ${#o_path} + 9))
      if [ "$o_bytes" -ge "$bytes" ]; then
        # shellcheck disable=SC2086 # numbers
        observe_batch $o_ids || return 1
        o_ids=
        o_bytes=0
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
  b_paths=
  for b_id do
    b_paths="$b_paths \"\$p_$b_id\""
  done
  b_rest=$(eval "exec stat -c '%F|%a|%u|%g|%s|%Y|%h|%d' $b_paths") || return 1
  b_rest=$b_rest$N
  b_plain=
  b_paths=
  for b_id do
    IFS='|'
    # shellcheck disable=SC2086 # split on purpose
    observe_stat ${b_rest%%"$N"*}
    IFS=" 	$N"
    b_rest=${b_rest#*"$N"}
    [ "$b_kind" = file ] || continue
    eval "b_path=\$p_$b_id"
    case $b_path in
      *[[:cntrl:]\\]*)
        b_sum=$(sha256sum <"$b_path") || return 1
        observe_sum "$b_id" "${b_sum%% *}"
        ;;
      *)
        b_plain="$b_plain $b_id"
        b_paths="$b_paths \"\$p_$b_id\""
        ;;
    esac
  done
  [ -n "$b_plain" ] || return 0
  b_rest=$(eval "exec sha256sum $b_paths") || return 1
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

# each_chunk VERB NUMBER...: calls VERB with as many numbers as a command line surely holds, whatever their
# folders.
each_chunk() {
  ck_verb=$1
  shift
  ck_ids=
  ck_bytes=0
  for ck_id do
    at "$ck_id"
    ck_ids="$ck_ids $ck_id"
    ck_bytes=$((ck_bytes + ${#set} + ${#folder} + ${#name} + 24))
    if [ "$ck_bytes" -ge "$bytes" ]; then
      # shellcheck disable=SC2086 # numbers
      "$ck_verb" $ck_ids || return 1
      ck_ids=
      ck_bytes=0
    fi
  done
  # shellcheck disable=SC2086 # numbers
  [ -z "$ck_ids" ] || "$ck_verb" $ck_ids
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
    small "$s_size" && paths="$paths \"\$home/\$e_name_$t_id\""
  done
  [ -z "$paths" ] || eval "cp -f $paths \"\$backups/deployed/\$place/\$folder/\""
}

# A file of at most a megabyte; mksh would wrap a size that needs more than 32 bits.
small() {
  case $1 in
    ????????*) return 1 ;;
  esac
  [ "$1" -le 1048576 ]
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
# environment, no input of ours, output to a file (a daemon that kept a pipe open would hang us). It gets a
# session of its own, so that after SECONDS it is ended with all that it started; $late tells of that.
account() {
  c_seconds=$1
  c_output=$2
  shift 2
  late=
  clock
  c_begin=$now
  (
    PATH=$DEPLOYCTL_PATH
    if [ -n "$DEPLOYCTL_LC_ALL" ]; then
      LC_ALL=$DEPLOYCTL_LC_ALL
    else
      unset LC_ALL
    fi
    umask "$DEPLOYCTL_UMASK"
    unset DEPLOYCTL_ACCOUNT DEPLOYCTL_PATH DEPLOYCTL_LC_ALL DEPLOYCTL_UMASK DEPLOYCTL_STATE
    DEPLOYCTL_RUN=$run
    DEPLOYCTL_SET=$set
    export DEPLOYCTL_RUN DEPLOYCTL_SET
    c_command=$1
    shift
    exec setsid timeout -k 5 "$c_seconds" /bin/sh -c "$c_command" sh "$@"
  ) </dev/null >"$c_output" 2>&1 &
  c_pid=$!
  process_start "$c_pid"
  printf '%s %s\n' "$c_pid" "$start" >"$set/control/command"
  while :; do
    wait "$c_pid"
    c_code=$?
    # A signal that we trap ends the wait, not the command.
    if [ "$c_code" -le 128 ] || ! kill -0 "$c_pid" 2>/dev/null; then
      break
    fi
  done
  clock
  case $c_code in
    124 | 137 | 143)
      if [ $((now - c_begin)) -ge "$c_seconds" ]; then
        late=1
        kill -s KILL -- "-$c_pid" 2>/dev/null
      fi
      ;;
  esac
  return "$c_code"
}

# Commands can be ended in time only by a `timeout` that knows -k; asked once.
can_end_commands() {
  [ -z "${able-}" ] || return 0
  able=1
  timeout -k 1 60 true 2>/dev/null || refuse "$step" "this host has no timeout that knows -k: commands could hang for ever"
}

# A command that a dead worker was waiting for must not go on beside the revert.
end_command() {
  read -r c_pid c_start 2>/dev/null <"$set/control/command" || return 0
  if process_start "$c_pid" && [ "$start" = "$c_start" ]; then
    kill -s KILL -- "-$c_pid" 2>/dev/null
  fi
}

# The last lines of a file, as `out` events of the present step.
show_tail() {
  [ -s "$1" ] || return 0
  tail -c 16384 "$1" | tail -n "$2" | tr -d '\000\r' | show_lines
}

show_lines() {
  while IFS= read -r s_line || [ -n "$s_line" ]; do
    event "out $step $s_line"
  done
}

# status_words CODE SECONDS: how a command ended, in $words.
status_words() {
  case $late:$1 in
    1:*) words="took longer than $2 s and was ended" ;;
    :126) words='cannot be executed (exit 126)' ;;
    :127) words='is not there (exit 127)' ;;
    *) words="exit $1" ;;
  esac
}

# ---------------------------------------------------------------- verbs of the transaction script
#
# The script is read in four phases: `prepare` stages and validates, `activate` does, `collect` and `undo`
# find and undo what the journal says was begun. Every verb counts itself, so that its number is the same
# each time.

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
  exit 0
}

gate_abort() {
  if aborted; then
    event "abort $step"
    revert
    finish
    exit 0
  fi
}

# own OWNER:GROUP NUMBER..., mode MODE NUMBER...: staged files as they shall be before they are moved.
own() {
  [ "$phase" = prepare ] || return 0
  w_owner=$1
  shift
  each_chunk own_staged "$@" || refuse "$step" "cannot give the staged files to $w_owner"
}

mode() {
  [ "$phase" = prepare ] || return 0
  w_mode=$1
  shift
  each_chunk mode_staged "$@" || refuse "$step" "cannot set mode $w_mode on the staged files"
}

own_staged() {
  paths_below "$set/new" "$@"
  eval "chown \"\$w_owner\" $paths"
}

mode_staged() {
  paths_below "$set/new" "$@"
  eval "chmod \"\$w_mode\" $paths"
}

# fetch RUN NUMBER...: staged contents come from what an earlier run saved on this host.
fetch() {
  [ "$phase" = prepare ] || return 0
  fetch_from=$1
  shift
  { make_trees "$set/new" new && each_folder fetch_saved "$@"; } || refuse "$step" "cannot copy from the backup set $fetch_from"
}

# validate SECONDS COMMAND NUMBER...: the command sees the staged file as its first argument.
validate() {
  [ "$phase" = prepare ] || return 0
  can_end_commands
  v_seconds=$1
  v_command=$2
  shift 2
  for v_id do
    at "$v_id"
    v_file=$set/new/$place/$folder/$name
    account "$v_seconds" "$set/evidence/validate-$v_id" "$v_command" "$v_file"
    v_code=$?
    if [ "$v_code" -ne 0 ]; then
      status_words "$v_code" "$v_seconds"
      refuse_entry "$v_id" "validate failed ($words)" "$set/evidence/validate-$v_id"
    fi
  done
}

# mark logs ACT KIND PLACE... | mark service ACT KIND NAME... | mark healthy ACT KIND ARGUMENT...: how things
# stood before the first change, for the act of that number.
mark() {
  [ "$phase" = activate ] || return 0
  k_what=$1
  k_act=$2
  shift 2
  case $k_what in
    logs) mark_logs "$@" ;;
    service) note "before $k_act $(running "$@")" ;;
    healthy)
      check_limit=10
      if check "$@"; then
        note "before $k_act healthy"
      else
        note "before $k_act unhealthy"
      fi
      ;;
  esac
}

# Where the lines that count begin. Files have a mark each, since each has a place of its own.
mark_logs() {
  k_kind=$1
  shift
  k_place=0
  case $k_kind in
    file)
      for k_path do
        k_place=$((k_place + 1))
        k_id=${k_act}_$k_place
        k_mark=$(stat -L -c '%i %s' "$k_path" 2>/dev/null) || k_mark='0 0'
        eval "m_kind_$k_id=file m_names_$k_id=\$k_path m_inode_$k_id=\${k_mark% *} m_from_$k_id=\${k_mark#* }"
        true >"$set/control/mark-$k_id"
        marks="$marks $k_id"
      done
      return 0
      ;;
    journal)
      k_mark=$(journalctl -q -n 0 --show-cursor 2>/dev/null)
      k_mark=${k_mark##*cursor: }
      ;;
    compose) k_mark=$(date -u +%Y-%m-%dT%H:%M:%S.%N)Z ;;
  esac
  # A date without nanoseconds leaves letters there; then the mark is the second that comes next.
  case $k_kind:$k_mark in
    compose:*[!0-9:TZ.-]*)
      sleep 1
      k_mark=$(date -u +%Y-%m-%dT%H:%M:%S)Z
      ;;
  esac
  k_id=${k_act}_1
  eval "m_kind_$k_id=\$k_kind m_names_$k_id=\$* m_from_$k_id=\$k_mark"
  marks="$marks $k_id"
}

# put NUMBER...: moves staged contents into place. A target that is no longer as the plan saw it stops
# the run before anything is moved.
put() {
  act=$((act + 1))
  case $phase in
    activate) gate_abort ;;
    collect)
      case $acts in *" $act "*) begun="$begun $*" ;; esac
      return 0
      ;;
    *) return 0 ;;
  esac
  observe live "$@" || fail "cannot read the files to replace"
  p_folders=
  p_files=
  p_gone=
  p_gone_folders=
  p_drift=
  kept=' '
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

# make_live_folders WHICH NUMBER...: parents come before their children, so that one mkdir makes all; the
# umask and a set-group-id parent have no say in what they become.
make_live_folders() {
  f_which=$1
  shift
  each_chunk make_folders "$@"
}

make_folders() {
  f_paths=
  for f_id do
    at "$f_id"
    eval "f_path_$f_id=\$home/\$name"
    [ -d "$home/$name" ] || f_paths="$f_paths \"\$f_path_$f_id\""
  done
  [ -z "$f_paths" ] || eval "mkdir $f_paths" || return 1
  f_paths=
  f_last=
  for f_id do
    at "$f_id"
    eval "f_state=\$$f_which"
    f_state=${f_state%:::*}
    if [ -n "$f_paths" ] && [ "$f_state" != "$f_last" ]; then
      dress_folders || return 1
      f_paths=
    fi
    f_last=$f_state
    f_paths="$f_paths \"\$f_path_$f_id\""
  done
  dress_folders
}

# The mode is given five digits: with four, GNU chmod keeps a set-group-id bit that the folder inherited.
dress_folders() {
  state_fields "$f_last"
  eval "chown \"\$s_uid:\$s_gid\" $f_paths && chmod \"0\$s_mode\" $f_paths"
}

# A folder that holds something of somebody else stays, and is named in $kept.
remove_live_folders() {
  each_chunk remove_folders "$@"
}

remove_folders() {
  f_paths=
  for f_id do
    at "$f_id"
    eval "f_path_$f_id=\$home/\$name"
    [ ! -d "$home/$name" ] || f_paths="$f_paths \"\$f_path_$f_id\""
  done
  [ -z "$f_paths" ] || eval "rmdir $f_paths" 2>/dev/null
  for f_id do
    at "$f_id"
    [ -d "$home/$name" ] || continue
    event "kept $step $f_id"
    kept="$kept$f_id "
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

# service ACTION KIND SECONDS UNDO WORD...: WORDs are a command and its status, or the names of services.
service() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      announce service
      service_do "$@" || fail "$failure"
      event "ok $step"
      ;;
    undo)
      case $acts in
        *" $act "*) ;;
        *) return 0 ;;
      esac
      undone_services=1
      service_undo "$@"
      case $? in
        0) event "undone $step" ;;
        1)
          event "undo-failed $step $failure"
          undo_failed=1
          ;;
        *) event "not-undone $step" ;;
      esac
      ;;
  esac
}

service_do() {
  r_action=$1
  r_kind=$2
  r_seconds=$3
  shift 4
  case $r_kind in
    command) service_command "$r_action" "$r_seconds" "$@" ;;
    *) service_named "$r_action" "$r_kind" "$r_seconds" "$@" ;;
  esac
}

# Status 2: nobody said how this is undone.
service_undo() {
  x_action=$1
  x_kind=$2
  x_seconds=$3
  x_undo=$4
  shift 4
  if [ -n "$x_undo" ]; then
    service_command undo "$x_seconds" "$x_undo" ''
    return
  fi
  case $x_kind:$x_action in
    command:restart | command:reload) service_command undo "$x_seconds" "$@" ;;
    command:*) return 2 ;;
    *) service_return "$@" ;;
  esac
}

# Services get the state back that they had: what ran runs again, on the old files; what did not is stopped.
service_return() {
  x_was=
  case $before in
    *" $act="*)
      x_was=${before#*" $act="}
      x_was=${x_was%% *}
      ;;
  esac
  x_again='restart'
  [ "$x_action" != reload ] || x_again=reload
  x_failed=0
  for x_name do
    case $x_was in
      inactive*) service_named stop "$x_kind" "$x_seconds" "$x_name" || x_failed=1 ;;
      *) service_named "$x_again" "$x_kind" "$x_seconds" "$x_name" || x_failed=1 ;;
    esac
    x_was=${x_was#*,}
  done
  return "$x_failed"
}

# service_command ACTION SECONDS COMMAND STATUS
service_command() {
  r_file=$set/evidence/step-$step-$1
  account "$2" "$r_file" "$3"
  r_code=$?
  if [ "$r_code" -ne 0 ]; then
    status_words "$r_code" "$2"
    failure="command: $words"
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
  status_words "$r_code" 30
  failure="status: $words"
  show_tail "$r_file" 10
  show_tail "$r_file-status" 10
  return 1
}

# service_named ACTION KIND SECONDS NAME...
service_named() {
  r_file=$set/evidence/step-$step-$1
  r_action=$1
  r_kind=$2
  r_seconds=$3
  shift 3
  case $r_kind:$r_action in
    systemd:*) account "$r_seconds" "$r_file" 'exec systemctl --no-ask-password "$@"' "$r_action" "$@" ;;
    compose:reload) compose_account "$r_seconds" "$r_file" kill -s HUP "$@" ;;
    compose:*) compose_account "$r_seconds" "$r_file" "$r_action" "$@" ;;
  esac
  r_code=$?
  [ "$r_code" -ne 0 ] || return 0
  status_words "$r_code" "$r_seconds"
  failure="$r_kind $r_action: $words"
  show_tail "$r_file" 10
  explain "$r_kind" "$@"
  show_tail "$set/evidence/check" 15
  return 1
}

# ---------------------------------------------------------------- systemd, compose

# The compose command of this host in $compose: the docker client's own where it has one.
find_compose() {
  [ -z "${compose-}" ] || return 0
  if docker compose version >/dev/null 2>&1; then
    compose='docker compose'
  elif command -v docker-compose >/dev/null 2>&1; then
    compose=docker-compose
  else
    return 1
  fi
}

compose_account() {
  find_compose || return 127
  n_seconds=$1
  n_file=$2
  shift 2
  account "$n_seconds" "$n_file" "exec $compose \"\$@\"" "$@"
}

# The ids of a compose service's containers, those that are stopped too, in $ids.
containers() {
  ids=
  find_compose || return 1
  # shellcheck disable=SC2086 # one word or two
  ids=$($compose ps -a -q "$1" 2>/dev/null) && [ -n "$ids" ]
}

# running KIND NAME...: prints `active` or `inactive` for each, with commas between.
running() {
  n_kind=$1
  shift
  n_list=
  for n_name do
    n_state=inactive
    case $n_kind in
      systemd)
        case $(systemctl is-active "$n_name" 2>/dev/null) in
          active | activating | reloading) n_state=active ;;
        esac
        ;;
      compose)
        # shellcheck disable=SC2086 # ids
        if containers "$n_name"; then
          case $(docker inspect -f '{{.State.Running}}' $ids 2>/dev/null) in
            *true*) n_state=active ;;
          esac
        fi
        ;;
    esac
    n_list=$n_list,$n_state
  done
  printf '%s' "${n_list#,}"
}

# explain KIND NAME...: what the service manager has to say, into evidence/check.
explain() {
  n_kind=$1
  shift
  case $n_kind in
    systemd) systemctl --no-pager -n 15 status "$@" >"$set/evidence/check" 2>&1 ;;
    compose)
      for n_name do
        containers "$n_name" || continue
        for n_id in $ids; do
          docker logs --tail 15 "$n_id" 2>&1
        done
      done >"$set/evidence/check"
      ;;
  esac
  return 0
}

# check KIND ARGUMENT...: one look. What was measured is in $measured; $identity tells whether it is still
# the same process that is looked at.
check() {
  h_file=$set/evidence/check
  identity=
  h_kind=$1
  shift
  case $h_kind in
    command) check_command "$@" ;;
    tcp) check_tcp "$@" ;;
    http) check_http "$@" ;;
    systemd) check_systemd "$@" ;;
    compose) check_compose "$@" ;;
  esac
}

check_command() {
  account "$check_limit" "$h_file" "$1"
  h_code=$?
  status_words "$h_code" "$check_limit"
  measured=$words
  return "$h_code"
}

check_tcp() {
  if command -v nc >/dev/null 2>&1; then
    nc -z -w 2 "$1" "$2" </dev/null >"$h_file" 2>&1
    h_code=$?
    h_line=
    [ "$h_code" -eq 0 ] || IFS= read -r h_line <"$h_file"
    case $h_line in
      *option*)
        # busybox has no -z: once connected it waits for the other side, which need not say anything.
        timeout 4 nc -w 2 "$1" "$2" </dev/null >"$h_file" 2>&1
        h_code=$?
        case $h_code in 124 | 143) h_code=0 ;; esac
        ;;
    esac
  else
    # shellcheck disable=SC2016 # bash's own words
    timeout 4 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" >"$h_file" 2>&1
    h_code=$?
  fi
  measured="connection refused or unreachable"
  [ "$h_code" -ne 0 ] || measured="connected"
  return "$h_code"
}

check_http() {
  true >"$h_file"
  if command -v curl >/dev/null 2>&1; then
    h_status=$(curl -q -g -sS --noproxy '*' -o "$h_file" -w '%{http_code}' --max-time 5 "$1" 2>"$h_file-error")
    h_code=$?
  else
    wget -q -O "$h_file" -T 5 "$1" >/dev/null 2>"$h_file-error"
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
  if [ "$h_status" != "$2" ]; then
    measured="status $h_status, wanted $2"
    return 1
  fi
  [ "$h_code" -eq 0 ] || return 1
  if [ -n "$3" ] && ! grep -q -E -e "$3" "$h_file"; then
    measured="status $h_status, but the body does not match"
    return 1
  fi
}

check_systemd() {
  for h_unit do
    h_text=$(systemctl show -p ActiveState -p SubState -p Result -p NRestarts -p MainPID -p InvocationID "$h_unit" 2>&1)
    h_active=unknown
    h_sub=
    h_result=
    IFS=$N
    for h_line in $h_text; do
      case $h_line in
        ActiveState=*) h_active=${h_line#*=} ;;
        SubState=*) h_sub=${h_line#*=} ;;
        Result=success) ;;
        Result=*) h_result=", result ${h_line#*=}" ;;
        *) identity="$identity$h_line " ;;
      esac
    done
    IFS=" 	$N"
    measured="$h_unit is $h_active ($h_sub$h_result)"
    [ "$h_active" = active ] || return 1
  done
  [ $# -eq 1 ] || measured="all units are active"
}

check_compose() {
  for h_service do
    measured="$h_service has no container"
    containers "$h_service" || return 1
    measured="docker does not answer"
    # shellcheck disable=SC2086 # ids
    h_text=$(docker inspect -f '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.ExitCode}} {{.Id}} {{.RestartCount}} {{.State.StartedAt}}' $ids 2>"$h_file") || return 1
    IFS=$N
    for h_line in $h_text; do
      IFS=" 	$N"
      h_state=${h_line%% *}
      h_line=${h_line#* }
      h_health=${h_line%% *}
      h_line=${h_line#* }
      h_exit=${h_line%% *}
      identity="$identity${h_line#* } "
      case $h_state:$h_health in
        running:healthy | running:none) measured="$h_service is running" ;;
        running:*)
          measured="$h_service is running, but its health is $h_health"
          return 1
          ;;
        *)
          measured="$h_service is $h_state (exit $h_exit)"
          return 1
          ;;
      esac
    done
    IFS=" 	$N"
  done
  [ $# -eq 1 ] || measured="all services are running"
}

# healthy WITHIN EVERY STABLE KIND ARGUMENT...
healthy() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      if ! healthy_wait "$@"; then
        gate_abort
        fail "$failure"
      fi
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

# Healthy is what stays so for STABLE seconds as the same process: one that dies and is started anew looks
# well each time.
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
  g_changes=0
  g_identity=
  while :; do
    g_tries=$((g_tries + 1))
    if check "$@"; then
      clock
      if [ "$identity" != "$g_identity" ]; then
        [ -z "$g_identity" ] || g_changes=$((g_changes + 1))
        g_identity=$identity
        g_since=
      fi
      [ -n "$g_since" ] || g_since=$now
      [ $((now - g_since)) -ge "$g_stable" ] && return 0
    else
      clock
      g_since=
    fi
    g_spent=$((now - g_start))
    if [ "$g_spent" -ge $((g_within + g_stable)) ] || { [ -z "$g_since" ] && [ "$g_spent" -ge "$g_within" ]; }; then
      failure="not healthy within $g_within s: $measured ($g_tries tries)"
      [ "$g_changes" -eq 0 ] || failure="$failure, started anew $g_changes times"
      explain "$@"
      show_tail "$set/evidence/check" 15
      return 1
    fi
    if [ "$phase" = activate ] && aborted; then
      failure="interrupted"
      return 1
    fi
    sleep "$g_every" 2>/dev/null || sleep 1
  done
}

# ---------------------------------------------------------------- logs

# logs KIND SECONDS CASE PATTERN PLACE...: fails on a line written since the mark.
logs() {
  act=$((act + 1))
  [ "$phase" = activate ] || return 0
  gate_abort
  q_seconds=$2
  q_case=
  [ "$3" = ignore ] && q_case=-i
  q_pattern=$4
  clock
  q_end=$((now + q_seconds))
  q_left=1
  while :; do
    clock
    [ "$now" -ge "$q_end" ] && q_left=0
    for q_mark in $marks; do
      case $q_mark in
        "${act}"_*) logs_look "$q_mark" || fail "$failure" ;;
      esac
    done
    [ "$q_left" -eq 1 ] || break
    gate_abort
    sleep 1
  done
  event "ok $step quiet for $q_seconds s"
}

# One look at everything since the mark, so that no line is missed because it came in two halves.
logs_look() {
  eval "z_kind=\$m_kind_$1 z_names=\$m_names_$1"
  if [ "$z_kind" = file ]; then
    if [ "$q_left" -eq 1 ]; then
      [ -e "$z_names" ] || return 0
      # shellcheck disable=SC3013 # not in POSIX, but in every sh we run under; the last look does without
      [ "$z_names" -nt "$set/control/mark-$1" ] || return 0
    fi
    true >"$set/control/mark-$1"
  fi
  # shellcheck disable=SC2086 # -i or nothing
  { log_lines "$1" || true >"$set/control/unreadable"; } | grep -a -q $q_case -E -e "$q_pattern"
  z_code=$?
  # What cannot be read is not quiet.
  if [ "$z_code" -gt 1 ] || { [ "$z_code" -eq 1 ] && [ -e "$set/control/unreadable" ]; }; then
    failure="the log cannot be read: $z_names"
    return 1
  fi
  [ "$z_code" -eq 0 ] || return 0
  failure="the log matches: $z_names"
  # shellcheck disable=SC2086 # -i or nothing
  log_lines "$1" | grep -a -m 5 $q_case -E -e "$q_pattern" | tr -d '\000\r' | show_lines
  logs_shown=1
  return 1
}

# The lines since a mark. A file rotated by rename goes on beside itself; one that shrank began anew.
log_lines() {
  eval "y_kind=\$m_kind_$1 y_names=\$m_names_$1 y_from=\$m_from_$1"
  case $y_kind in
    file) eval "file_lines \"\$y_names\" \"\$y_from\" \"\$m_inode_$1\"" ;;
    journal)
      set --
      [ -z "$y_from" ] || set -- "--after-cursor=$y_from"
      for y_name in $y_names; do
        set -- "$@" -u "$y_name"
      done
      journalctl -q --no-pager -o cat "$@"
      ;;
    compose)
      for y_name in $y_names; do
        containers "$y_name" || return 1
        for y_id in $ids; do
          docker logs --since "$y_from" "$y_id" 2>&1 || return 1
        done
      done
      ;;
  esac
}

# file_lines PATH SIZE INODE
file_lines() {
  y_now=$(stat -L -c '%i %s' "$1" 2>/dev/null) || y_now='0 0'
  y_first=$(($2 + 1))
  if [ "${y_now% *}" != "$3" ]; then
    y_old=$(stat -L -c '%i %s' "$1.1" 2>/dev/null) || y_old='0 0'
    if [ "${y_old% *}" = "$3" ] && [ "$3" != 0 ]; then
      tail -c "+$y_first" "$1.1" || return 1
    fi
    y_first=1
  elif [ "${y_now#* }" -lt "$2" ]; then
    y_first=1
  fi
  [ -e "$1" ] || return 0
  tail -c "+$y_first" "$1"
}

# What the watched logs say since the first change; a failure is explained there, and a revert buries it.
show_logs() {
  for w_mark in $marks; do
    log_lines "$w_mark" 2>/dev/null | tail -n 200 >"$set/evidence/log-$w_mark"
    [ -n "${logs_shown-}" ] || show_tail "$set/evidence/log-$w_mark" 12
  done
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
    note "state gated" || fail "cannot write the journal"
  fi
  journal "state committed" || fail "cannot write the journal"
  event "state committed"
  finish
  exit 0
}

# ---------------------------------------------------------------- revert, recovery

# The entries whose `put` was begun are in $begun: no other was touched, so no other is put back.
collect() {
  begun=
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
    case $r_now:$new in
      absent:* | dir:*:dir:*) ;;
      *)
        if ! same_state "$r_now" "$new" && ! set_aside "$r_id"; then
          unrestored="$unrestored $r_id"
          continue
        fi
        ;;
    esac
    r_changed="$r_changed $r_id"
    case $old:$new in
      file:*) r_files="$r_files $r_id" ;;
      dir:*) r_folders="$r_folders $r_id" ;;
      *:dir:*) r_created="$r_id $r_created" ;; # deepest first
      *) r_remove="$r_remove $r_id" ;;
    esac
  done
  # What fails here shows itself below, where the result is compared with the manifest.
  # shellcheck disable=SC2086 # numbers
  if [ -n "$r_changed" ]; then
    make_trees "$set/new" old
    make_live_folders old $r_folders
    each_folder stage_saved $r_files
    each_folder move_staged $r_files
    each_folder remove_live $r_remove
    remove_live_folders $r_created
    sync_homes $r_changed
    observe live $r_changed || return 1
  fi
  for r_id in $r_changed; do
    case $kept in *" $r_id "*) continue ;; esac
    at "$r_id"
    eval "r_now=\$now_$r_id"
    same_state "$r_now" "$old" || unrestored="$unrestored $r_id"
  done
  [ -z "$unrestored" ]
}

# Under a name of its own each time: a second restore must not throw away what the first one kept.
set_aside() {
  mkdir -p "$set/aside" || return 1
  aside=$set/aside/$1
  while [ -e "$aside" ] || [ -L "$aside" ]; do
    aside=$aside+
  done
  mv -f "$home/$name" "$aside" || return 1
  eval "aside_$1=\$aside"
  event "aside $step $1"
}

# Undoes what the journal says was begun, and says there how that went.
revert() {
  journal "state reverting"
  event "state reverting"
  read_journal "$set/journal"
  staging='link'
  undo_failed=
  undone_services=
  collect
  if ! put_back; then
    for r_id in $unrestored; do
      event "unrestored $step $r_id"
    done
    [ -n "$unrestored" ] || event "undo-failed $step cannot read the files to put back"
    undo_failed=1
  fi
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

# After the verdict: ledger, history, and the last line of the journal. Recovery repeats it when it was
# cut short, so ledger and history may say a thing twice; readers take the last. A set that was copied
# elsewhere has neither beside it.
finish() {
  read_journal "$set/journal"
  case $state in
    committed) n_outcome=good ;;
    reverted) n_outcome=reverted ;;
    *) n_outcome=stuck ;;
  esac
  if [ -d "$backups/deployed" ]; then
    clock
    [ "$state" != committed ] || record_deployed
    # Readable by all, without a process for it.
    umask 022
    printf '%s %s %s %s\n' "$run" "$n_outcome" "$now" "$by" >>"$backups/history"
    if [ "$state" = committed ]; then
      for n_run in $undoes; do
        printf '%s %s %s %s\n' "$n_run" bad "$now" "$run" >>"$backups/history"
      done
      cat "$set/ledger" >>"$backups/deployed/ledger"
      sync "$backups" "$backups/history" "$backups/deployed" "$backups/deployed/ledger"
    else
      sync "$backups" "$backups/history"
    fi
    umask 077
  fi
  drop_staged
  journal closed
}

# What only the way there needed goes.
drop_staged() {
  [ "$state" != reverted ] || separate
  rm -rf "${set:?}/new"
}

# A revert puts back the very files that were saved, by hard link. Copies take their place in the set, so
# that nobody writes into a backup by writing to the live file; without room for them the set lets go.
separate() {
  for n_tree in files system; do
    [ -d "$set/$n_tree" ] || continue
    if cp -a "$set/$n_tree" "$set/$n_tree.copy" 2>/dev/null; then
      rm -rf "${set:?}/$n_tree" && mv "$set/$n_tree.copy" "$set/$n_tree"
    else
      rm -rf "${set:?}/$n_tree.copy" "${set:?}/$n_tree"
    fi
  done
}

# The last act of whoever holds the lock.
conclude() {
  release
  event "end $state"
}

# The last committed content of every path: with the ledger, the base against which drift is seen. Contents over 1 MB are kept as hashes only.
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
}

# ---------------------------------------------------------------- lock

# The lock is a symlink whose target is its record, so that it appears whole or not at all:
# MACHINE:BOOT:NAMESPACE:PID:START:RUN. It is stale only if it names this machine and its process is
# proven dead, and so is the run's worker; a process that cannot be seen counts as alive.

lock_identity() {
  read -r i_machine </etc/machine-id 2>/dev/null || i_machine=unknown
  read -r i_boot </proc/sys/kernel/random/boot_id 2>/dev/null || i_boot=unknown
  i_space=$(readlink /proc/self/ns/pid 2>/dev/null) || i_space=unknown
  i_space=${i_space#*\[}
  i_space=${i_space%\]}
}

# The start time of a living process in $start: with the pid it names one process for ever.
process_start() {
  start=
  read -r i_line 2>/dev/null <"/proc/$1/stat" || return 1
  # shellcheck disable=SC2086 # split on purpose; the name in parentheses may hold anything
  process_start_field ${i_line##*) }
}

process_start_field() {
  [ "$#" -ge 20 ] && [ "$1" != Z ] && [ "$1" != X ] || return 1
  shift 19
  start=$1
}

# process_dead PID START
process_dead() {
  if process_start "$1"; then
    [ "$start" != "$2" ]
  elif [ -d "/proc/$1" ]; then
    # A zombie is dead; what cannot be read is not.
    read -r i_line 2>/dev/null <"/proc/$1/stat"
  else
    # Where init is hidden, so are the processes of others.
    [ -d /proc/1 ]
  fi
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
  [ "$l_machine" = "$i_machine" ] && [ -n "$i_machine" ] && [ "$i_machine" != unknown ] && [ "$i_boot" != unknown ] || return 1
  [ "$l_boot" = "$i_boot" ] || return 0
  [ "$l_space" = "$i_space" ] || return 1
  process_dead "$l_pid" "$l_start" || return 1
  # A worker whose guardian was killed carries the run on.
  if read -r l_pid l_start 2>/dev/null <"$backups/$l_run/control/worker"; then
    process_dead "$l_pid" "$l_start"
  else
    [ ! -d "$backups/$l_run" ] || [ -x "$backups/$l_run" ]
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

# Takes the lock or fails with the holder's run in $holder.
take_lock() {
  lock_record
  holder=
  take_link "$backups/.lock"
}

# Of many who find a stale lock, one takes it over: the one who holds a second lock, made like the first,
# and itself taken over if its holder died at it.
take_link() {
  ln -s "$record" "$1" 2>/dev/null && return 0
  set -- "$1" "$(readlink "$1")"
  holder=${2##*:}
  [ -n "$2" ] && lock_is_stale "$2" && take_link "$1.takeover" || return 1
  [ "$(readlink "$1")" = "$2" ] && rm -f "$1" && ln -s "$record" "$1" 2>/dev/null
  set -- "$1" "$?"
  rm -f "$1.takeover"
  return "$2"
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

# Its output is a pipe to the session that said `go`, for as long as that lives: nothing is written there
# before the end, and its end of file tells that guardian and worker are gone.
guard() {
  enter_set "$1"
  shell=$2
  trap : HUP INT TERM
  inherit_lock || fatal "cannot take the lock over"
  "$shell" "$set/runtime" work "$set" &
  g_worker=$!
  while :; do
    wait "$g_worker"
    g_code=$?
    if [ "$g_code" -le 128 ] || ! kill -0 "$g_worker" 2>/dev/null; then
      break
    fi
  done
  read_journal "$set/journal"
  [ -n "$closed" ] || recover_run
  conclude
  echo ended
}

work() {
  enter_set "$1"
  process_start "$$" || start=0
  printf '%s %s\n' "$$" "$start" >"$set/control/worker" || exit 1
  journal "state activating" || fail "cannot write the journal"
  event "state activating"
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  fail "the script ended without a commit"
}

# Finishes a committed run and reverts any other, from the journal and the hashes alone.
recover_run() {
  end_command
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

# By hand, or for the controller: what is left of a run. A set that was never let go holds nothing to undo
# and may not even be whole.
recover() {
  enter_dead_set "$1"
  if [ -n "$untouched" ]; then
    release
  else
    load
    if [ -z "$closed" ] || [ "$state" = stuck ]; then
      recover_run
    fi
    conclude
  fi
  printf '%s: %s\n' "$run" "$state"
  [ "$state" != stuck ] || exit 5
}

# The set under its lock, with its journal read; $untouched says that the run changed nothing, and that
# its set is gone.
enter_dead_set() {
  set=$1
  backups=${set%/*}
  run=${set##*/}
  phase=activate
  step=0
  act=0
  untouched=
  if ! take_lock; then
    [ -n "$holder" ] || fatal "cannot make the lock $backups/.lock"
    fatal "the run $holder is at work here"
  fi
  read_journal "$set/journal"
  case $state in
    preparing | prepared)
      untouched=1
      state=reverted
      rm -rf "${set:?}"
      ;;
  esac
}

# By hand: puts back what the run saved, and says what it did with each file.
restore() {
  enter_dead_set "$1"
  if [ -n "$untouched" ]; then
    release
    printf '%s changed nothing, and its set is removed\n' "$run"
    return
  fi
  load
  if [ "$state" = reverted ]; then
    [ -n "$closed" ] || recover_run
    release
    printf '%s was reverted: everything is as it was before it\n' "$run"
    return
  fi
  end_command
  printf '\n' >>"$set/journal"
  if [ "$state" = committed ] && [ -z "$closed" ]; then
    finish
  fi
  collect
  # Without its journal, as when only a part of the set was saved, every entry may have been changed.
  [ -n "$state" ] || begun=$entries
  staging=copy
  put_back
  r_code=$?
  for r_id in $r_changed; do
    case "$unrestored $kept" in *" $r_id "*) continue ;; esac
    at "$r_id"
    case $old in
      absent) printf 'removed  %s\n' "$home/$name" ;;
      *) printf 'restored  %s\n' "$home/$name" ;;
    esac
    show_aside "$r_id"
  done
  for r_id in $kept; do
    at "$r_id"
    printf 'kept, since it is not empty  %s\n' "$home/$name"
  done
  for r_id in $unrestored; do
    at "$r_id"
    printf 'NOT restored  %s\n' "$home/$name"
    show_aside "$r_id"
  done
  if [ "$r_code" -eq 0 ]; then
    restored
  else
    rm -rf "${set:?}/new"
  fi
  release
  if [ -z "$r_changed$unrestored" ]; then
    printf 'everything is already as it was before %s\n' "$run"
  elif grep -q '^service ' "$set/script"; then
    printf 'the services of this run, to be restarted by you:\n'
    grep '^service ' "$set/script"
  fi
  [ "$r_code" -eq 0 ] || exit 5
}

show_aside() {
  eval "aside=\${aside_$1-}"
  [ -z "$aside" ] || printf 'kept aside %s\n' "$aside"
}

# A committed run stays one, restored by hand; any other is reverted now.
restored() {
  if [ "$state" != committed ]; then
    journal "state reverted"
    finish
    return
  fi
  clock
  [ ! -d "$backups/deployed" ] || printf '%s restored %s by-hand\n' "$run" "$now" >>"$backups/history"
  rm -rf "${set:?}/new"
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
  user=
  detach=
  token=$1
  shell=$2
  staged=
  follower=
  set=
  step=0
  # Whatever ends this session before `go` leaves no set and no lock: a lost connection shows itself as a
  # write that fails, a damaged script as the end of this shell.
  trap leave EXIT
  trap : PIPE
  trap 'exit 1' HUP INT TERM
  while read -r request first second third; do
    case $request in
      probe) probe "$first" || break ;;
      prepare) prepare "$first" "$second" "$third" || break ;;
      go) go || break ;;
      commit | abort) order "$request" || break ;;
      verdict) verdict || break ;;
      recover) recover_set "$first" || break ;;
      *) break ;;
    esac
  done
}

leave() {
  [ -z "$follower" ] || stop_following
  if [ -n "$staged" ]; then
    end_command
    abandon
  fi
}

# probe BODY-LENGTH: the body's words ask, each replies for itself, the states of the entries come last.
probe() {
  take_body "$1" || return 1
  entries=
  count=0
  eval "$body"
  probe_reply
}

probe_place() {
  root=$1
  backups=$2
  if cd -P -- "$root" 2>/dev/null; then
    # Without the symlinks on the way: what other programs know the root by.
    reply_text "root entered" "$PWD"
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

probe_unit() {
  p_load=unknown
  p_active=unknown
  IFS=$N
  for p_line in $(systemctl show -p LoadState -p ActiveState "$2" 2>/dev/null); do
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

# A compose service with the bind mounts of its containers; none for a name that compose does not know.
probe_compose() {
  find_compose || return 0
  [ "$1" -ne 0 ] || reply "compose"
  # shellcheck disable=SC2086 # one word or two
  ids=$($compose ps -a -q "$2" 2>/dev/null) || return 0
  p_count=0
  for p_id in $ids; do
    p_count=$((p_count + 1))
  done
  p_text=
  if [ "$p_count" -gt 0 ]; then
    IFS=$N
    # shellcheck disable=SC2046,SC2086 # lines, ids
    for p_line in $(IFS=" $N" && docker inspect -f '{{range .Mounts}}{{if eq .Type "bind"}}{{.Source}}{{"\n"}}{{end}}{{end}}' $ids 2>/dev/null); do
      if [ -d "$p_line" ]; then
        p_text="${p_text}folder $p_line$N"
      else
        p_text="${p_text}file $p_line$N"
      fi
    done
    IFS=" 	$N"
  fi
  reply_text "service $1 $p_count" "$p_text"
}

# probe_give KEY PATH: the file's bytes, at most 1 MB of it in all.
probe_give() {
  [ -f "$2" ] && [ -r "$2" ] || return 0
  p_size=$(stat -L -c %s "$2") || return 0
  small "$p_size" || return 0
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
    if [ "$s_kind" = file ] && [ "$s_sum" != "$p_sum" ] && small "$s_size"; then
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
  [ -z "${3-}" ] || [ ! -s "$3" ] || reply_text "refusal-output" "$(tail -c 16384 "$3" | tail -n 20)"
  refused=1
}

# prepare BODY-LENGTH ARCHIVE-LENGTH SCRIPT-HASH: makes the set, stages, verifies, saves. Changes nothing
# outside the backup folder; whatever fails leaves no set behind.
prepare() {
  [ -z "$set" ] || return 1
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
    if [ -n "$holder" ]; then
      refuse - "locked by the run $holder"
    else
      refuse - "cannot make the lock $backups/.lock"
    fi
    return 1
  fi
  if ! mkdir -m 0700 "$set" 2>/dev/null; then
    release
    refuse - "cannot make the backup set $set"
    return 1
  fi
  staged=1
  if ! { mkdir "$set/new" "$set/files" "$set/system" "$set/control" "$set/evidence" &&
    journal "state preparing" && true >"$set/events"; }; then
    refuse - "cannot write the backup set $set"
    return 1
  fi
}

make_readable_folder() {
  [ ! -d "$1" ] || return 0
  umask 022
  mkdir -p "$1"
  set -- "$?"
  umask 077
  return "$1"
}

abandon() {
  rm -rf "${set:?}"
  release
  staged=
}

stage() {
  # GNU tar would read a backslash in the folder's name given to -C as an escape.
  read_exactly "$1" | (cd -- "$set" && exec tar -x -m -f -) 2>"$set/evidence/tar" || {
    refuse - "cannot unpack: $(head -n 1 "$set/evidence/tar")"
    return 1
  }
  s_found=$(sha256sum <"$set/script") || return 1
  [ "${s_found%% *}" = "$2" ] || {
    refuse - "the transaction arrived damaged"
    return 1
  }
  load
  phase=prepare
  if ! command -v setsid >/dev/null 2>&1; then
    refuse - "this host has no setsid: nothing would carry on when the connection is lost"
    return 1
  fi
  if ! make_trees "$set" old; then
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
  [ -n "$user" ] || user=$(id -u)
  registry
  if [ ! -f "$registry/roots" ] || ! grep -q -x -F -e "$registry_line" "$registry/roots"; then
    mkdir -p "$registry" 2>/dev/null && printf '%s\n' "$registry_line" >>"$registry/roots"
  fi
  # git would show the sets as untracked, and `git stash -u` would take them away.
  case $backups in
    "$root"/*)
      if [ -d .git/info ] && ! grep -q -x -F -e "/${backups#"$root"/}/" .git/info/exclude 2>/dev/null; then
        # Whoever works in the checkout must be able to read it, and its last line may lack its end.
        umask 022
        printf '\n/%s/\n' "${backups#"$root"/}" >>.git/info/exclude
        umask 077
      fi
      ;;
  esac
  return 0
}

# How a run gets out of reach of whatever ends with this session: $detach is scope, user, setsid or none.
find_detach() {
  detach=setsid
  command -v setsid >/dev/null 2>&1 || detach=none
  [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 || return 0
  if [ "$user" = 0 ]; then
    detach=scope
  elif session_is_killed; then
    detach=none
    [ ! -e "/var/lib/systemd/linger/$(id -un)" ] || detach=user
  fi
}

# Whether what this session leaves behind is killed: by logind if it is told to, and always by a service
# that systemd starts for each connection.
session_is_killed() {
  d_group=
  while IFS= read -r d_line; do
    case $d_line in
      0::* | *:name=systemd:*) d_group=${d_line#*:*:} ;;
    esac
  done </proc/self/cgroup
  case $d_group in
    */session-*.scope*)
      case $(busctl get-property org.freedesktop.login1 /org/freedesktop/login1 \
        org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null) in
        *true) return 0 ;;
      esac
      ;;
    */sshd@* | */ssh@*) return 0 ;;
  esac
  return 1
}

outlive() {
  case $detach in
    scope) systemd-run --quiet --scope --collect --unit="deployctl-$run" setsid "$@" ;;
    user)
      XDG_RUNTIME_DIR=/run/user/$user \
        systemd-run --user --quiet --scope --collect --unit="deployctl-$run" setsid "$@"
      ;;
    *) setsid "$@" ;;
  esac
}

# Starts the guardian, which outlives this session, and follows the events from here on; orders are read
# from the same input. `tail` is ended by us, since busybox's outlives a dead connection.
go() {
  [ -n "$staged" ] || return 1
  [ -n "$detach" ] || find_detach
  staged=
  reply following
  tail -n +1 -f "$set/events" &
  follower=$!
  outlive "$shell" "$set/runtime" guard "$set" "$shell" </dev/null 2>>"$set/evidence/guardian" | watch_guardian &
}

# Waits until guardian and worker are gone. If that was not their end, whoever follows must hear of it, and
# a set that was never activated goes.
watch_guardian() {
  w_last=
  while read -r w_word; do
    w_last=$w_word
  done
  if [ "$w_last" = ended ]; then
    # The session ends its follower itself, if it is still there.
    process_start "$$" || kill "$follower" 2>/dev/null
    return
  fi
  # Whoever killed the guardian may have killed the session too; what was told by then still gets out.
  sleep 2
  kill "$follower" 2>/dev/null
  read_journal "$set/journal"
  if [ "$state" = prepared ]; then
    w_words=$(tail -n 1 "$set/evidence/guardian")
    abandon
    state=none
    printf 'fail 0 the guardian did not start: %s\n' "$w_words"
  fi
  printf 'end %s\n' "${state:-none}"
}

order() {
  [ -n "$follower" ] || return 1
  true >"$set/control/$1.new" && mv -f "$set/control/$1.new" "$set/control/$1"
}

stop_following() {
  kill "$follower" 2>/dev/null
  wait "$follower" 2>/dev/null
  follower=
}

# recover BODY-LENGTH: finishes what a run of before left, beyond the reach of this session's end.
recover_set() {
  [ -z "$set" ] || return 1
  take_body "$1" || return 1
  eval "$body"
  user=$(id -u)
  [ -n "$detach" ] || find_detach
  v_text=$(outlive "$shell" "$set/runtime" recover "$set" </dev/null 2>&1)
  v_code=$?
  reply_text "recovered $v_code" "$v_text"
  reply end
}

# The verdict is read from the journal, never remembered.
verdict() {
  [ -n "$set" ] || return 1
  [ -z "$follower" ] || stop_following
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
