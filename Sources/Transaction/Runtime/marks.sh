# Marks: how things stood before the first change.

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
