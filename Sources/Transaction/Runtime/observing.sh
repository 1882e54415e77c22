# Observing: the states of entries as they are now.
#
# What is known of an entry here is in variables that are numbered by its place in its part of the table, so that there
# are never more of them than a part has.

# each_part VERB BASE FILTER: VERB with the places of each part of the table in turn, once what is known of their states
# below BASE is known; what FILTER does not take counts as a link. $part_first is the number of the first.
each_part() {
  part_verb=$1
  part_base=$2
  part_filter=$3
  part_first=1
  while [ "$part_first" -le "$count" ]; do
    part_end=$((part_first + part_most - 1))
    [ "$part_end" -le "$count" ] || part_end=$count
    observe "$part_first-$part_end"
    # shellcheck disable=SC2086 # numbers
    "$part_verb" $part_places || return 1
    part_first=$((part_end + 1))
  done
}

# see BASE NUMBER: the state of one entry, in $state_now, and what `at` knows of it.
see() {
  part_base=$1
  part_filter=any
  part_first=$2
  observe "$2"
  # shellcheck disable=SC2086 # one number, or none
  observe_batches $o_ids 2>/dev/null || now_1=unreadable
  state_now=$now_1
}

# observe RANGE: the path of each entry into p_N, its state into now_N, its link count, device and inode into links_N,
# device_N and inode_N, as far as the shell alone sees them; those that tools have to be asked about into $o_ids, where
# a `/` stands between what one command line can hold.
observe() {
  part_place=0
  part_places=
  o_ids=
  o_bytes=0
  each_row observe_row "$1"
}

observe_row() {
  part_place=$((part_place + 1))
  part_places="$part_places $part_place"
  path_in "$part_base"
  o_now=absent
  if ! "$part_filter"; then
    o_now='link'
  elif [ -L "$path" ] || [ -d "$path" ]; then
    o_now=
  elif [ -f "$path" ]; then
    o_now=
    [ -r "$path" ] || o_now=unreadable
  elif [ -e "$path" ]; then
    o_now=other
  elif is_blind; then
    # What lies in a folder that may not be entered is not seen, and not known to be absent.
    o_now=unreadable
  fi
  eval "p_$part_place=\$path now_$part_place=\$o_now links_$part_place=1 device_$part_place=0 inode_$part_place=0 e_old_$part_place=\$old e_new_$part_place=\$new"
  [ -z "$o_now" ] || return 0
  o_ids="$o_ids $part_place"
  o_bytes=$((o_bytes + ${#path} + 9))
  if [ "$o_bytes" -ge "$bytes" ]; then
    o_ids="$o_ids /"
    o_bytes=0
  fi
}

is_blind() {
  [ "${user:-}" != 0 ] && [ -d "${path%/*}" ] && [ ! -x "${path%/*}" ]
}

# observe_batches NUMBER...: what tools say of those.
observe_batches() {
  o_batch=
  for o_id in "$@" /; do
    if [ "$o_id" != / ]; then
      o_batch="$o_batch $o_id"
    elif [ -n "$o_batch" ]; then
      # shellcheck disable=SC2086 # numbers
      observe_batch $o_batch || return 1
      o_batch=
    fi
  done
}

# One stat and one sha256sum for a list. Names that are escaped in sha256sum's output (newline,
# backslash, carriage return: GNU and busybox differ) are hashed from standard input, one by one. Their lines are gone
# through as a list: to cut one after the other off a text takes a shell the square of the time.
observe_batch() {
  b_paths=
  for b_id do
    b_paths="$b_paths \"\$p_$b_id\""
  done
  b_rest=$(eval "exec stat -c '%F|%a|%u|%g|%s|%Y|%h|%d|%i' $b_paths") || return 1
  b_plain=
  b_links=
  b_paths=
  b_others=
  b_odd=
  b_reads=0
  b_half=0
  [ "$#" -lt 64 ] || b_half=$(($# / 2))
  IFS=$N
  for b_line in $b_rest; do
    b_id=$1
    shift
    IFS='|'
    # shellcheck disable=SC2086 # split on purpose
    observe_stat $b_line
    IFS=" 	$N"
    [ "$b_kind" != link ] || b_links="$b_links $b_id"
    [ "$b_kind" = file ] || continue
    eval "b_path=\$p_$b_id"
    case $b_path in
      *[[:cntrl:]\\]*) b_odd="$b_odd $b_id" ;;
      *)
        # The second half of a batch of many is hashed beside the first.
        if [ "$#" -lt "$b_half" ]; then
          b_others="$b_others \"\$p_$b_id\""
        else
          b_paths="$b_paths \"\$p_$b_id\""
        fi
        b_plain="$b_plain $b_id"
        ;;
    esac
  done
  IFS=" 	$N"
  [ "$#" -eq 0 ] || return 1
  # shellcheck disable=SC2086 # numbers
  [ -z "$b_links" ] || observe_links $b_links || return 1
  # Nobody but a session comes here, where the controller waits.
  [ "$b_reads" -lt 100 ] || reply "reads $b_reads"
  for b_id in $b_odd; do
    eval "b_path=\$p_$b_id"
    b_sum=$(sha256sum <"$b_path") || return 1
    observe_sum "$b_id" "${b_sum%% *}"
  done
  [ -n "$b_plain" ] || return 0
  if [ -n "$b_others" ] || [ "$b_reads" -ge 10 ]; then
    choose_hash
  fi
  b_rest=$(hash_files "$b_paths" "$b_others") || return 1
  # shellcheck disable=SC2086 # numbers
  set -- $b_plain
  IFS=$N
  for b_line in $b_rest; do
    IFS=" 	$N"
    observe_sum "$1" "${b_line%% *}"
    shift
  done
  IFS=" 	$N"
  [ "$#" -eq 0 ]
}

observe_stat() {
  case $1 in
    regular*) b_kind='file' ;;
    directory) b_kind=dir ;;
    symbolic*) b_kind='link' ;;
    *) b_kind=other ;;
  esac
  case $2 in
    ????) b_mode=$2 ;;
    ???) b_mode=0$2 ;;
    ??) b_mode=00$2 ;;
    *) b_mode=000$2 ;;
  esac
  if [ "$b_kind" = link ]; then
    eval "now_$b_id=link"
  elif [ "$b_kind" = dir ]; then
    eval "now_$b_id=dir:$b_mode:\$3:\$4:::\$6"
  else
    eval "now_$b_id=$b_kind:$b_mode:\$3:\$4:\$5:-:\$6"
    # Megabytes: some shells have small numbers only.
    case $5 in
      ???????*) b_reads=$((b_reads + ${5%??????})) ;;
    esac
  fi
  eval "links_$b_id=\$7 device_$b_id=\$8 inode_$b_id=\$9"
}

# What links hold. One readlink prints a line for each; where that does not come out even, since one holds a newline
# or this readlink takes one path only, each is read by itself.
observe_links() {
  b_count=0
  b_held=
  for b_id do
    b_held="$b_held \"\$p_$b_id\""
    b_count=$((b_count + 1))
  done
  b_rest=
  if [ "$b_count" -gt 1 ] && b_rest=$(eval "exec readlink $b_held" 2>/dev/null); then
    b_text=$b_rest$N
    for b_id do
      b_text=${b_text#*"$N"}
      b_count=$((b_count - 1))
      [ -n "$b_text" ] || break
    done
    if [ -z "$b_text" ] && [ "$b_count" -eq 0 ]; then
      b_rest=$b_rest$N
      for b_id do
        eval "now_$b_id=link:::::\${b_rest%%\"\$N\"*}:"
        b_rest=${b_rest#*"$N"}
      done
      return 0
    fi
  fi
  for b_id do
    eval "b_path=\$p_$b_id"
    # -n is known to both, and a newline at the end would be lost without the letter behind it.
    b_text=$(readlink -n "$b_path" && echo x) || return 1
    eval "now_$b_id=link:::::\${b_text%x}:"
  done
}

observe_sum() {
  eval "u_now=\$now_$1"
  eval "now_$1=\${u_now%:*:*}:\$2:\${u_now##*:}"
}
