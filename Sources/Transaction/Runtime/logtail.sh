# Looking at logs and services: what they said and how they stand. Nothing is written.

# tail_rules KEPT SINCE PATTERN: so many lines of each place at first, 0 for all; SINCE in seconds, 0 for no matter;
# PATTERN may be empty.
tail_rules() {
  l_kept=$1
  l_since=$2
  l_pattern=$3
}

# tail_unit KEY POSITION UNIT KIND: what the journal of a unit holds behind a cursor, or lately for the position `new`.
tail_unit() {
  z_kind=journal
  l_key=$1
  l_from=$2
  l_name=$3
  l_manager=$4
  unit_match "$l_manager" "$l_name"
  set -- --show-cursor "$match"
  case $l_from:$l_since in
    new:0) set -- -n 5000 "$@" ;;
    new:*) set -- "--since=-${l_since}s" "$@" ;;
    *) set -- "--after-cursor=$l_from" "$@" ;;
  esac
  l_text=$(unit_lines "$@" 2>/dev/null | tail -c 4194304)
  case $l_text in
    *"-- cursor: "*)
      l_position=${l_text##*"-- cursor: "}
      l_text=${l_text%"-- cursor: $l_position"}
      ;;
    *)
      l_position=$l_from
      if [ "$l_from" = new ]; then
        unit_cursor "$l_manager" "$l_name"
        l_position=$k_mark
      fi
      ;;
  esac
  tail_reply
}

# tail_service KEY POSITION SERVICE KIND: what its containers print. A position is the project and, for each container, the
# time of the next line.
tail_service() {
  z_kind=compose
  l_key=$1
  l_from=$2
  s_name=$3
  s_project=
  [ "$l_from" = new ] || s_project=${l_from%%/*}
  m_project_tail=
  m_manager_tail=$4
  if ! service_list tail 2>/dev/null; then
    reply "log $l_key $l_from silent"
    return 0
  fi
  l_all=
  l_position=$s_project/
  for s_id in $s_list; do
    set -- --tail 5000
    s_from=
    case $l_from:$l_since in
      *"/$s_id="* | *",$s_id="*)
        s_from=${l_from#*"$s_id="}
        s_from=${s_from%%,*}
        set -- --since "$s_from"
        ;;
      new:0) ;;
      new:*) set -- --since "${l_since}s" ;;
    esac
    l_text=$(bounded docker logs --timestamps "$@" "$s_id" 2>&1 | tail -c 4194304)
    stamp=${l_text##*"$N"}
    stamp=${stamp%% *}
    case $stamp in
      [0-9]*T*Z) stamp_next ;;
      *) stamp=${s_from:-1970-01-01T00:00:00Z} ;;
    esac
    l_position=$l_position$s_id=$stamp,
    [ -z "$l_text" ] || l_all=$l_all$l_text$N
  done
  l_text=$l_all
  tail_reply
}

# tail_file KEY POSITION PATH: a file from INODE:OFFSET on, or its end.
tail_file() {
  z_kind='file'
  l_key=$1
  l_from=$2
  f_path=$3
  if [ ! -r "$f_path" ] || ! f_stat=$(stat -L -c '%i %s' "$f_path" 2>/dev/null); then
    reply "log $l_key new silent"
    return 0
  fi
  f_inode=${l_from%:*}
  f_offset=${l_from#*:}
  l_position=${f_stat% *}:${f_stat#* }
  case $l_from in
    "$l_position")
      reply "log $l_key $l_position"
      return 0
      ;;
    new) l_text=$(tail -c 1048576 "$f_path") ;;
    *)
      file_blocks "$f_offset"
      l_text=
      if [ "$f_inode" != "${f_stat% *}" ] || is_less "${f_stat#* }" "$f_offset"; then
        [ "$f_inode" = "${f_stat% *}" ] || l_text=$(file_moved /dev/null 2>/dev/null | tail -c 1048576)
        block=0
        within=0
        f_offset=0
      fi
      [ -z "$l_text" ] || l_text=$l_text$N
      # No more than the size that is told, so that no line is told twice.
      # shellcheck disable=SC2003 # expr knows larger numbers than mksh
      l_text=$l_text$(file_rest "$f_path" | head -c "$(expr "${f_stat#* }" - "$f_offset")" | tail -c 4194304 && printf x)
      l_text=${l_text%x}
      l_part=${l_text##*"$N"}
      # shellcheck disable=SC2003 # expr knows larger numbers than mksh
      if [ -n "$l_part" ]; then
        # A line without its end is told once it has one.
        l_text=${l_text%"$l_part"}
        l_position=${f_stat% *}:$(expr "${f_stat#* }" - "${#l_part}")
      fi
      ;;
  esac
  tail_reply
}

# What came as a reply: `log KEY POSITION COUNT #N` with the lines that are wanted, the last mebibyte of them.
tail_reply() {
  l_text=$(printf '%s\n' "$l_text" | tail_clean | tail_pick)
  [ "$l_from" != new ] || [ "$l_kept" -eq 0 ] || l_text=$(printf '%s\n' "$l_text" | tail -n "$l_kept")
  l_cut=
  if [ "${#l_text}" -gt 1048576 ]; then
    l_cut=' cut'
    l_text=$(printf '%s\n' "$l_text" | tail -c 1048576)
  fi
  reply_text "log $l_key ${l_position:-new}$l_cut" "$l_text"
}

tail_clean() {
  sift_script
  tr -d '\000\r' | sed -e "$t_script" -e '/^-- [A-Z].* --$/d'
}

# tail_pick: the lines whose text matches.
tail_pick() {
  if [ -z "$l_pattern" ]; then
    cat
    return
  fi
  sift_prefix
  l_all=$(cat)
  l_numbers=$(printf '%s\n' "$l_all" | sed -e "s/${prefix:-^}//" | grep -a -n -i -E -e "$l_pattern" | sed -e 's/:.*//')
  # shellcheck disable=SC2016 # awk's own words
  printf '%s\n\n%s\n' "$l_numbers" "$l_all" |
    awk 'lines { if (++n in wanted) print; next } $0 == "" { lines = 1; next } { wanted[$0 + 0] = 1 }'
}

# tail_standing KEY KIND NAME: how a service stands: `standing KEY STATE SINCE RESTARTS`, the time in seconds
# since the epoch, as far as these are known.
tail_standing() {
  l_key=$1
  l_state=unknown
  l_sub=
  l_time=-
  l_restarts=-
  case $2 in
    systemd*)
      IFS=$N
      for l_line in $(TZ=UTC ask_systemd "$2" show -p ActiveState -p SubState -p StateChangeTimestamp -p NRestarts "$3" 2>/dev/null); do
        case $l_line in
          ActiveState=*) l_state=${l_line#*=} ;;
          SubState=*) l_sub=:${l_line#*=} ;;
          NRestarts=*) l_restarts=${l_line#*=} ;;
          StateChangeTimestamp=?*) l_time=$(date -u -d "${l_line#*=}" +%s 2>/dev/null) || l_time=- ;;
        esac
      done
      IFS=" 	$N"
      reply "standing $l_key $l_state$l_sub $l_time $l_restarts"
      ;;
    compose*)
      l_text=
      # shellcheck disable=SC2086 # ids
      if containers "$2" "$3"; then
        l_text=$(bounded docker inspect -f '{{.State.Status}}{{if .State.Health}}:{{.State.Health.Status}}{{end}} {{.State.StartedAt}} {{.RestartCount}}' $ids 2>/dev/null) || l_text='unknown - -'
      fi
      IFS=$N
      for l_line in ${l_text:-absent - -}; do
        l_time=${l_line#* }
        l_time=${l_time% *}
        l_time=$(date -u -d "${l_time%%T*} $(printf '%.8s' "${l_time#*T}")" +%s 2>/dev/null) || l_time=-
        reply "standing $l_key ${l_line%% *} $l_time ${l_line##* }"
      done
      IFS=" 	$N"
      ;;
  esac
}
