# Sifting: what of a log's lines decides.

# sum A B: adds sizes, which may not fit the shell's numbers.
# shellcheck disable=SC2003 # expr knows larger numbers than mksh
sum() {
  case $1:$2 in
    ?????????*:* | *:?????????*) sum=$(expr "$1" + "$2") ;;
    *) sum=$(($1 + $2)) ;;
  esac
}

# sift_stream KEY more|last COMMAND...: sifts what a command prints, a piece at a time, so that neither memory nor disk
# grow with the log. KEY keeps what is not whole yet: a line without its end, lines that may belong together. How many
# bytes came is in $taken. Beyond 64 pieces they are only counted.
sift_stream() {
  t_key=$set/control/log-$1
  t_last=$2
  t_skip=
  shift 2
  t_pipe=$set/control/log.pipe
  [ -p "$t_pipe" ] || mkfifo "$t_pipe" || return 1
  "$@" >"$t_pipe" 2>/dev/null &
  t_writer=$!
  sift_pieces 9<"$t_pipe"
  t_bad=$?
  wait "$t_writer" && return "$t_bad"
}

# sift_file KEY more|last PATH OFFSET: the same for what stands behind OFFSET in a file, which needs nobody to print it.
sift_file() {
  t_key=$set/control/log-$1
  t_last=$2
  t_skip=$4
  sift_pieces 9<"$3"
}

sift_pieces() {
  [ -e "$t_key.rest" ] || true >"$t_key.rest"
  taken=0
  t_pieces=0
  t_bad=0
  while :; do
    sift_take || return 1
    sift_sizes
    sum "$taken" "$t_size"
    taken=$sum
    t_pieces=$((t_pieces + 1))
    t_end='more'
    [ "$t_size" -eq 4194304 ] || t_end=$t_last
    sift_piece "$t_size" "$t_end" || t_bad=1
    [ "$t_size" -eq 4194304 ] || break
    if [ "$t_pieces" -ge 64 ]; then
      sift_drop
      break
    fi
  done
  return "$t_bad"
}

# The next piece, into control/log.raw. A dd that cannot skip bytes while it reads blocks seeks over them before.
sift_take() {
  set --
  if [ -n "$t_skip" ] && is_of_gnu dd; then
    set -- ",skip_bytes" "skip=$t_skip"
  elif [ -n "$t_skip" ]; then
    dd bs=1 skip="$t_skip" count=0 2>/dev/null <&9 || return 1
  fi
  t_skip=
  dd bs=65536 count=64 iflag="fullblock${1-}" ${2+"$2"} >"$set/control/log.raw" 2>/dev/null <&9 && return
  # Whose fault it was, the log's or the backup set's.
  if ! printf . 2>/dev/null >"$set/control/log.room"; then
    failure="the log cannot be looked at: $z_name: there is no room in $set"
  fi
  return 1
}

# How many bytes the piece has, in $t_size, and how many of them end a line, in $t_ends.
sift_sizes() {
  # shellcheck disable=SC2046 # two numbers
  set -- $(wc -lc <"$set/control/log.raw")
  t_ends=$1
  t_size=$2
}

# Reads on and counts, without looking but for the last line, which may say where the next look begins.
sift_drop() {
  # shellcheck disable=SC2016 # awk's own words
  t_drop=$(LC_ALL=C awk '{ n += length($0) + 1; last = $0 } END { printf "%.0f\n%s\n", n, last }' <&9)
  case $t_drop in
    *"$N-- cursor: "*) cursor=${t_drop#*"$N-- cursor: "} ;;
    *"$N"[0-9]*) stamp=${t_drop#*"$N"} stamp=${stamp%% *} ;;
  esac
  sum "$q_dropped" "${t_drop%%"$N"*}"
  q_dropped=$sum
  sum "$taken" "${t_drop%%"$N"*}"
  taken=$sum
}

# sift_piece SIZE more|last: the piece in control/log.raw, together with what was left of the one before.
sift_piece() {
  t_whole='cat'
  # Entries of a journal and of a container come whole; only a piece may end within one.
  if [ "$z_kind" != file ] && [ "$1" -lt 4194304 ]; then
    :
  elif [ "$1" -gt 0 ] && [ "$(tail -c 1 "$set/control/log.raw" && echo x)" != "${N}x" ]; then
    # A line of megabytes is none that anybody waits for the end of.
    if [ "$2" = more ] && { [ "$1" -lt 1048576 ] || [ "$t_ends" -gt 0 ]; }; then
      t_whole=sift_whole
    else
      printf '\n' >>"$set/control/log.raw"
      t_ends=$((t_ends + 1))
    fi
  elif [ "$1" -eq 0 ] && [ "$2" = last ] && [ -s "$t_key.rest" ]; then
    printf '\n' >"$set/control/log.raw"
  fi
  if [ -s "$set/control/log.raw" ] && [ "$t_whole" = cat ] && [ ! -s "$t_key.rest" ]; then
    if [ ! -s "$t_key.open" ] && sift_is_idle "$q_ready" "$set/control/log.raw"; then
      q_seen=$((q_seen + t_ends))
      return 0
    fi
    sift_clean <"$set/control/log.raw" >"$set/control/log.lines"
  elif [ -s "$set/control/log.raw" ]; then
    { cat "$t_key.rest" && true >"$t_key.rest" && $t_whole "$set/control/log.raw"; } | sift_clean >"$set/control/log.lines"
  else
    true >"$set/control/log.lines"
  fi
  # Nothing new: what was kept because more could belong to it is whole now.
  if [ ! -s "$set/control/log.lines" ]; then
    [ -s "$t_key.open" ] || return 0
    set -- 0 last
  fi
  t_lines=$(wc -l <"$set/control/log.lines")
  q_seen=$((q_seen + t_lines))
  if [ -s "$t_key.open" ]; then
    cat "$t_key.open" "$set/control/log.lines" >"$set/control/log.both" &&
      mv -f "$set/control/log.both" "$set/control/log.lines" && true >"$t_key.open" || return 1
  fi
  sift_lines "$2"
}

# sift_is_idle READY FILE: whether no line there can decide anything, found by one process, as it nearly always is. A line
# that holds what is taken away from lines has to be cleaned to be judged; so have all of them for a pattern that asks
# where a line begins, and for a grep that stops at NUL.
sift_is_idle() {
  case $z_kind:$q_fail$1 in
    file:*'^'*) return 1 ;;
    file:*) is_of_gnu grep || return 1 ;;
    *) return 1 ;;
  esac
  sift_signs
  # shellcheck disable=SC2086 # -i or nothing
  grep -a -q $q_case -E -e "$q_fail" -e "$t_unclean" ${1:+-e "$1"} -- "$2"
  [ "$?" -eq 1 ]
}

# All lines of a file but the last, which has no end yet and is kept.
sift_whole() {
  tail -n 1 "$1" >"$t_key.rest"
  # shellcheck disable=SC2016 # sed's own word
  sed '$d' "$1"
}

# Without NUL, carriage returns, and the escape sequences that color a terminal. Notes of journalctl are no lines; the
# cursor among them is kept.
sift_clean() {
  sift_script
  if [ "$z_kind" = journal ]; then
    t_script="$t_script;/^-- cursor: /w $set/control/log.cursor$N/^-- /d"
  fi
  tr -d '\000\r' | sed -e "$t_script"
}

sift_script() {
  sift_signs
  t_script="s|$t_escape\\[[0-9;:?<=>]*[ -/]*[@-~]||g;s|$t_escape][^$t_escape$t_bell]*$t_bell||g;s|$t_escape.||g"
}

sift_signs() {
  [ -z "${t_escape-}" ] || return 0
  t_escape=$(printf '\033')
  t_bell=$(printf '\007')
  # NUL can be named only as what is no other byte.
  t_unclean=$(printf '[\r\033]|[^\001-\377]')
}

# Where the text of a line begins, by the kind of its source, as a pattern.
sift_prefix() {
  case $z_kind in
    journal) prefix='^[0-9][-0-9]*T[-+:.0-9]* [^ ]*: ' ;;
    compose) prefix='^[0-9][-0-9]*T[:.0-9]*Z ' ;;
    *) prefix= ;;
  esac
}

# sift_text: control/log.lines without times and names, for patterns to match, in $t_text.
sift_text() {
  sift_prefix
  t_text=$set/control/log.lines
  [ -n "$prefix" ] || return 0
  t_text=$set/control/log.text
  sed -e "s/$prefix//" "$set/control/log.lines" >"$t_text"
}

# sift_numbers NAME PATTERN: the numbers of the lines that match, in control/log.NAME.
# shellcheck disable=SC2086 # -i or nothing
sift_numbers() {
  grep -a -n $q_case -E -e "$2" "$t_text" >"$set/control/log.$1"
  [ $? -le 1 ]
}

# The time of the last line that has one, in $stamp.
sift_stamp() {
  stamp=$(tail -n 1 "$set/control/log.lines")
  stamp=${stamp%% *}
  case $stamp in
    [0-9]*T*.?????????Z) ;;
    *) stamp=$(sed -n 's/^\([0-9][-0-9]*T[:.0-9]*Z\) .*/\1/p' "$set/control/log.lines" | tail -n 1) ;;
  esac
}

# sift_lines more|last: the lines in control/log.lines.
sift_lines() {
  if [ "$z_kind" = journal ] && [ -s "$set/control/log.cursor" ]; then
    read -r _ _ cursor <"$set/control/log.cursor"
    true >"$set/control/log.cursor"
  fi
  sift_text || return 1
  [ "$z_kind" != compose ] || sift_stamp
  sift_numbers hits "$q_fail" || return 1
  true >"$set/control/log.ready"
  if [ -n "$q_ready" ] && eval "[ -z \"\${m_ready_$q_mark-}\" ]"; then
    sift_numbers ready "$q_ready" || return 1
  fi
  [ -s "$set/control/log.hits" ] || [ -s "$set/control/log.ready" ] || return 0
  true >"$set/control/log.ignored"
  true >"$set/control/log.old"
  if [ -n "$q_ignore" ]; then
    sift_numbers ignored "$q_ignore" || return 1
  fi
  bound=
  case $z_kind in
    journal) unit_old 2>/dev/null | sift_clean >"$set/control/log.old" ;;
    compose) service_bound ;;
  esac
  t_words=$(sift_judge "$1") || return 1
  # shellcheck disable=SC2086 # numbers
  sift_count $t_words
}

# sift_count MATCHED IGNORED KNOWN OLD FRESH READY
sift_count() {
  q_matched=$((q_matched + $1))
  q_ignored=$((q_ignored + $2))
  q_known=$((q_known + $3))
  q_old=$((q_old + $4))
  q_fresh=$((q_fresh + $5))
  [ "$6" -eq 0 ] || eval "m_ready_$q_mark=1"
}

# logs_baseline ID: the shapes of the lines that match already, as far as they were said lately.
logs_baseline() {
  z_kind=$k_kind
  z_name=$k_name
  q_mark=$1
  q_fresh=0
  q_known=0
  true >"$set/control/log-$1.known"
  case $k_kind:$within:$block in
    file:0:*) return 0 ;;
    # What a log of at most a megabyte says is nearly always nothing of that kind.
    file:*:? | file:*:?? | file:*:1??) ! sift_is_idle '' "$k_name" || return 0 ;;
  esac
  # shellcheck disable=SC2086 # ids
  case $k_kind in
    file)
      k_first=0
      [ "$block" -lt 256 ] || k_first=$((block - 255))
      dd if="$k_name" bs=4096 skip="$k_first" count=$((block - k_first + 1)) 2>/dev/null
      ;;
    journal)
      unit_match "$k_manager" "$k_name"
      unit_lines -n 2000 "$match"
      ;;
    compose)
      for k_one in ${ids-}; do
        bounded docker logs --timestamps --tail 2000 "$k_one" 2>&1
      done
      ;;
  esac 2>/dev/null | sift_clean >"$set/control/log.lines"
  [ -s "$set/control/log.lines" ] || return 0
  sift_text && sift_numbers hits "$q_fail" && [ -s "$set/control/log.hits" ] || return 0
  for k_list in ignored ready old; do
    true >"$set/control/log.$k_list"
  done
  bound=
  sift_judge baseline | sort -u | head -n 500 >"$set/control/log-$1.shapes"
  mv -f "$set/control/log-$1.shapes" "$set/control/log-$1.known"
}
