# Batches: one process for the entries of a folder.

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

staged_paths() {
  paths=
  for t_id do
    paths="$paths \"\${e_base_$t_id-\$set/new}/\$e_place_$t_id/\$e_folder_$t_id/\$e_name_$t_id\""
  done
}

# A file of at most a megabyte; mksh would wrap a size that needs more than 32 bits.
small() {
  case $1 in
    ????????*) return 1 ;;
  esac
  [ "$1" -le 1048576 ]
}

# make_trees BASE WHICH: the folders below BASE for the entries whose old or new state is a file or a link. BASE
# `staged` is where each is staged.
make_trees() {
  m_base=$1
  m_which=$2
  m_list=
  m_last=
  m_count=0
  for m_id in $entries; do
    at "$m_id"
    eval "m_state=\$$m_which"
    case $m_state in file:* | link:*) ;; *) continue ;; esac
    [ "$place/$folder $base" != "$m_last" ] || continue
    m_last="$place/$folder $base"
    if [ "$m_base" = staged ]; then
      eval "m_base_$m_id=\$base"
    else
      eval "m_base_$m_id=\$m_base"
    fi
    ! eval "[ -d \"\$m_base_$m_id/\$e_place_$m_id/\$e_folder_$m_id\" ]" || continue
    m_list="$m_list \"\$m_base_$m_id/\$e_place_$m_id/\$e_folder_$m_id\""
    m_count=$((m_count + 1))
    if [ "$m_count" -ge "$chunk" ]; then
      eval "mkdir -p $m_list" || return 1
      m_list=
      m_count=0
    fi
  done
  [ -z "$m_list" ] || eval "mkdir -p $m_list"
}

# The folders of these entries synced, a chunk a process, so that renames in them last; and those that are
# entries themselves, so that their mode and owner do.
sync_homes() {
  y_list=
  y_last=
  y_count=0
  y_bad=0
  for y_id do
    at "$y_id"
    if [ "$home" != "$y_last" ]; then
      y_last=$home
      if [ -d "$home" ]; then
        eval "y_home_$y_id=\$home"
        y_list="$y_list \"\$y_home_$y_id\""
        y_count=$((y_count + 1))
      fi
    fi
    case $old:$new in
      dir:* | *:dir:*)
        if [ -d "$home/$name" ] && [ ! -L "$home/$name" ]; then
          eval "y_self_$y_id=\$home/\$name"
          y_list="$y_list \"\$y_self_$y_id\""
          y_count=$((y_count + 1))
        fi
        ;;
    esac
    if [ "$y_count" -ge "$chunk" ]; then
      eval "sync $y_list" || y_bad=1
      y_list=
      y_count=0
    fi
  done
  [ -z "$y_list" ] || eval "sync $y_list" || y_bad=1
  return "$y_bad"
}

# Everything below folders made durable: one flush of each filesystem, not one fsync per file.
sync_tree() {
  sync -f "$@" 2>/dev/null || sync
}
