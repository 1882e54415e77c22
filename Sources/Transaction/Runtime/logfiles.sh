# Logs that are files: each look takes what came since the last one, through rotation and truncation.

# is_less A B: compares sizes, which may not fit the shell's numbers.
is_less() {
  case $1$2 in
    ????????*) [ "$(expr "$1" '<' "$2")" = 1 ] ;;
    *) [ "$1" -lt "$2" ] ;;
  esac
}

# file_stand ID STAT: from the size in STAT on, nothing was read yet.
file_stand() {
  f_inode=${2%% *}
  f_size=${2#* }
  eval "m_inode_$1=\$f_inode m_stat_$1=\$2 m_offset_$1=\${f_size% *}"
  file_blocks "${f_size% *}"
}

# file_blocks OFFSET: the block that holds the byte before it in $block, and how much of that is before it in $within.
# shellcheck disable=SC2003 # expr knows larger numbers than mksh
file_blocks() {
  case $1 in
    0) block=0 within=0 ;;
    ?????????*)
      block=$(expr '(' "$1" - 1 ')' / 4096)
      within=$(expr "$1" - "$block" '*' 4096)
      ;;
    *)
      block=$((($1 - 1) / 4096))
      within=$(($1 - block * 4096))
      ;;
  esac
}

# file_print PATH OFFSET: the bytes before OFFSET, in $print, 128 of them or as many as there are: in a log that was
# emptied and has grown again others stand there.
# shellcheck disable=SC2003 # expr knows larger numbers than mksh
file_print() {
  case $2 in
    ?????????*) f_from=$(expr "$2" - 128) f_count=128 ;;
    *)
      f_from=$(($2 > 128 ? $2 - 128 : 0))
      f_count=$(($2 - f_from))
      ;;
  esac
  print=
  [ "$f_count" -eq 0 ] || print=$(dd if="$1" bs=1 skip="$f_from" count="$f_count" 2>/dev/null) 2>/dev/null
}

# file_look ID
file_look() {
  f_id=$1
  eval "f_path=\$m_name_$1 f_was=\$m_stat_$1 f_inode=\$m_inode_$1 f_offset=\$m_offset_$1 f_print=\$m_print_$1"
  f_last='more'
  [ "$q_left" -eq 1 ] || f_last=last
  f_stat=$(stat -L -c '%i %s %Y' "$f_path" 2>/dev/null) || f_stat='0 0 0'
  file_prior || return 1
  if [ "$f_stat" = "$f_was" ]; then
    if [ ! -s "$set/control/log-$f_id.open" ]; then
      [ "$q_left" -eq 0 ] && [ -s "$set/control/log-$f_id.rest" ] || return 0
    fi
    sift_stream "$f_id" "$f_last" true
    return
  fi
  file_blocks "$f_offset"
  f_now=${f_stat#* }
  f_now=${f_now% *}
  if [ "${f_stat%% *}" != "$f_inode" ]; then
    if [ "$f_inode" != 0 ]; then
      rm -f "$set/control/log.moved"
      sift_stream "$f_id" last file_moved "$set/control/log.moved" || return 1
      [ -e "$set/control/log.moved" ] || q_lost="$f_path was rotated and its rest is gone"
      sum "$f_offset" "$taken"
      eval "m_prior_$f_id=\"\$f_inode \$sum\""
    fi
    f_offset=0
  else
    if is_less "$f_now" "$f_offset" || ! file_print "$f_path" "$f_offset" || [ "$print" != "$f_print" ]; then
      sift_stream "$f_id" last file_copies || return 1
      f_offset=0
    fi
  fi
  true >"$set/control/mark-$f_id"
  eval "m_inode_$f_id=\${f_stat%% *} m_stat_$f_id=\$f_stat"
  if [ -e "$f_path" ]; then
    [ -r "$f_path" ] || return 1
    if [ -f "$f_path" ]; then
      sift_file "$f_id" "$f_last" "$f_path" "$f_offset" || return 1
    else
      file_blocks "$f_offset"
      sift_stream "$f_id" "$f_last" file_rest "$f_path" || return 1
    fi
    sum "$f_offset" "$taken"
    f_offset=$sum
  fi
  # Nobody looks again after the last time.
  [ "$q_left" -eq 0 ] || file_print "$f_path" "$f_offset"
  eval "m_offset_$f_id=\$f_offset m_print_$f_id=\$print"
}

# A program may go on writing to a log that was renamed until it is told to open the new one.
file_prior() {
  eval "f_prior=\${m_prior_$f_id-}"
  [ -n "$f_prior" ] || return 0
  f_keep=$f_inode
  f_inode=${f_prior% *}
  file_blocks "${f_prior#* }"
  sift_stream "$f_id.prior" last file_moved /dev/null || return 1
  sum "${f_prior#* }" "$taken"
  eval "m_prior_$f_id=\"\$f_inode \$sum\""
  f_inode=$f_keep
}

# What stands behind $block and $within in a file. Blocks are skipped by seeking.
file_rest() {
  [ -f "$1" ] || [ -p "$1" ] || return 1
  dd if="$1" bs=4096 skip="$block" 2>/dev/null | tail -c "+$((within + 1))"
}

# file_moved MARK: the rest of a log that was rotated by rename, whatever it is called now; MARK is made if it is there.
file_moved() {
  find "${f_path%/*}/" -maxdepth 1 -type f -inum "$f_inode" \
    -exec sh -c 'true >"$4"; dd if="$1" bs=4096 skip="$2" 2>/dev/null | tail -c "+$3"' \
    sh {} "$block" "$((within + 1))" "$1" ';'
}

# The rest of a log that was copied and then truncated: of a copy, which has the same bytes before that place.
file_copies() {
  set +f
  for f_copy in "$f_path".* "$f_path"-*; do
    set -f
    # Some shells know seconds only, so that one of the same second counts too.
    # shellcheck disable=SC3013 # not in POSIX, but in every sh we run under
    if [ -f "$f_copy" ] && ! [ "$set/control/mark-$f_id" -nt "$f_copy" ]; then
      file_print "$f_copy" "$f_offset"
      if [ "$print" = "$f_print" ]; then
        file_rest "$f_copy"
        break
      fi
    fi
  done
  set -f
}
