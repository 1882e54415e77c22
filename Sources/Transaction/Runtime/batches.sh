# Batches: one process for the entries of a folder, or for as many as a command line surely holds.

# each_folder ACTION FILTER RANGE...: ACTION for those of the entries that FILTER takes, by folders, and at most a
# chunk at once; the manifest is sorted by folder. $words are their names below a folder $from that ACTION sets,
# $here_ids their numbers; $here_tree, $here_home, $here_base and $here_way are what they have in common.
each_folder() {
  here_action=$1
  here_filter=$2
  shift 2
  words=
  here_ids=
  here_count=0
  here_bad=0
  each_row folder_row "$@"
  folder_end
  return "$here_bad"
}

folder_row() {
  "$here_filter" || return 0
  if [ "$here_count" -gt 0 ] && { [ "$place/$folder $base" != "$here_tree $here_base" ] || [ "$here_count" -ge "$chunk" ]; }; then
    folder_end
  fi
  here_tree=$place/$folder here_home=$home here_base=$base here_way=$way
  quote "$name"
  words="$words \"\$from\"/$quoted"
  here_ids="$here_ids $id"
  here_count=$((here_count + 1))
}

folder_end() {
  [ "$here_count" -gt 0 ] || return 0
  "$here_action" || here_bad=1
  words=
  here_ids=
  here_count=0
}

# each_chunk ACTION FILTER BASE RANGE...: the same whatever their folders; $words are their paths in BASE. A long text is
# made of parts, since each word that it gets has it copied.
each_chunk() {
  here_action=$1
  here_filter=$2
  here_base=$3
  shift 3
  words=
  word_part=
  here_bad=0
  each_row chunk_row "$@"
  chunk_end
  return "$here_bad"
}

chunk_row() {
  "$here_filter" || return 0
  path_in "$here_base"
  quote "$path"
  word_part="$word_part $quoted"
  [ "${#word_part}" -ge 2048 ] || return 0
  words=$words$word_part
  word_part=
  [ "${#words}" -lt "$bytes" ] || chunk_end
}

chunk_end() {
  words=$words$word_part
  word_part=
  [ -n "$words" ] || return 0
  "$here_action" || here_bad=1
  words=
}

# A file of at most a megabyte; mksh would wrap a size that needs more than 32 bits.
small() {
  case $1 in
    ????????*) return 1 ;;
  esac
  [ "$1" -le 1048576 ]
}

# make_trees BASE FILTER RANGE...: the folders below BASE for those of the entries that FILTER takes. BASE `staged` is
# where each is staged.
make_trees() {
  m_base=$1
  m_filter=$2
  shift 2
  m_last=
  m_words=
  m_count=0
  m_bad=0
  each_row make_tree "$@"
  make_listed
  return "$m_bad"
}

make_tree() {
  [ "$place/$folder $base" != "$m_last" ] && "$m_filter" || return 0
  m_last="$place/$folder $base"
  name=
  path_in "$m_base"
  [ ! -d "$path" ] || return 0
  quote "$path"
  m_words="$m_words $quoted"
  m_count=$((m_count + 1))
  [ "$m_count" -lt "$chunk" ] || make_listed
}

make_listed() {
  [ -z "$m_words" ] || eval "mkdir -p $m_words" || m_bad=1
  m_words=
  m_count=0
}

# sync_homes RANGE...: the folders of these entries synced, a chunk a process, so that renames in them last; and those
# that are entries themselves, so that their mode and owner do.
sync_homes() {
  y_words=
  y_last=
  y_count=0
  y_bad=0
  each_row sync_home "$@"
  sync_listed
  return "$y_bad"
}

sync_home() {
  if [ "$home" != "$y_last" ]; then
    y_last=$home
    [ ! -d "$home" ] || sync_also "$home"
  fi
  case $old:$new in
    dir:* | *:dir:*)
      if [ -d "$home/$name" ] && [ ! -L "$home/$name" ]; then
        sync_also "$home/$name"
      fi
      ;;
  esac
  [ "$y_count" -lt "$chunk" ] || sync_listed
}

sync_also() {
  quote "$1"
  y_words="$y_words $quoted"
  y_count=$((y_count + 1))
}

sync_listed() {
  [ -z "$y_words" ] || eval "sync $y_words" || y_bad=1
  y_words=
  y_count=0
}

# Everything below folders made durable: one flush of each filesystem, not one fsync per file.
sync_tree() {
  sync -f "$@" 2>/dev/null || sync
}
