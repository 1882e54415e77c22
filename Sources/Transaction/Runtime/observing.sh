# Observing: the states of entries as they are now.

# observe BASE NUMBER...: the state of each entry below BASE into now_N, its link count, device and inode
# into links_N, device_N and inode_N. BASE is `live`, `staged`, or a folder that holds files/ and system/.
observe() {
  o_base=$1
  shift
  o_ids=
  o_bytes=0
  for o_id do
    at "$o_id"
    case $o_base in
      live) o_path=$home/$name ;;
      staged) o_path=$base/$place/$folder/$name ;;
      *) o_path=$o_base/$place/$folder/$name ;;
    esac
    eval "links_$o_id=1 device_$o_id=0 inode_$o_id=0 p_$o_id=\$o_path"
    if [ ! -e "$o_path" ] && [ ! -L "$o_path" ]; then
      # What lies in a folder that may not be entered is not seen, and not known to be absent.
      if [ "${user:-}" != 0 ] && [ -d "${o_path%/*}" ] && [ ! -x "${o_path%/*}" ]; then
        eval "now_$o_id=unreadable"
      else
        eval "now_$o_id=absent"
      fi
    elif [ -f "$o_path" ] && [ ! -L "$o_path" ] && [ ! -r "$o_path" ]; then
      eval "now_$o_id=unreadable"
    elif [ -f "$o_path" ] || [ -d "$o_path" ] || [ -L "$o_path" ]; then
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
  IFS=" 	$N"
  [ "$#" -eq 0 ] || return 1
  # shellcheck disable=SC2086 # numbers
  [ -z "$b_links" ] || observe_links $b_links || return 1
  [ -n "$b_plain" ] || return 0
  b_rest=$(eval "exec sha256sum $b_paths") || return 1
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
