# Looking: what lies in the backup sets and at live paths. Nothing is written.

# look BODY-LENGTH: the body's words ask, each answers for itself.
look() {
  take_body "$1" || return 1
  refused=
  look_closed=
  new_table
  eval "$body"
  if [ -n "$refused" ]; then
    reply "refused $refused"
    return 1
  fi
  reply end
}

look_place() {
  root=$1
  backups=$2
  cd -P -- "$root" 2>/dev/null || look_closed=1
}

# look_give KEY PATH: a file as it is, a link never.
look_give() {
  if [ -L "$2" ] || { [ -e "$2" ] && [ ! -f "$2" ]; }; then
    reply "not-given $1 link"
  elif [ ! -e "$2" ]; then
    reply "not-given $1 absent"
  elif [ ! -r "$2" ] || ! l_size=$(stat -c %s -- "$2"); then
    reply "not-given $1 unreadable"
  else
    case $l_size in
      # Nobody reads a journal or a manifest of a hundred megabytes.
      ?????????*) reply "not-given $1 large" ;;
      *)
        printf '\n@%s given %s #%s\n' "$token" "$1" "$l_size"
        look_pad "$l_size" "$2"
        ;;
    esac
  fi
}

# look_pad SIZE PATH...: exactly as many bytes as were announced, whatever becomes of the files meanwhile;
# the hash tells whether they are the right ones.
look_pad() {
  l_size=$1
  shift
  { cat -- "$@"; cat /dev/zero; } 2>/dev/null | head -c "$l_size"
}

# look_names KEY FOLDER: the regular files in a folder of a set.
look_names() {
  [ ! -L "$2" ] && [ -d "$2" ] || return 0
  set +f
  for l_path in "$2"/*; do
    set -f
    if [ ! -L "$l_path" ] && [ -f "$l_path" ]; then
      reply_text "name $1" "${l_path##*/}"
    fi
  done
  set -f
}

# look_at KEY BASE: begins a list of entries; BASE is `live`, or a folder with the trees of a set.
look_at() {
  look_key=$1
  look_base=$2
  new_table
  look_folder=
  if [ "$look_base" = live ] && [ -n "$look_closed" ]; then
    refused="the root $root cannot be entered"
  fi
}

# look_way: whether no link stands between the base and the folder of the present entry. A set must not
# lead out of itself; live paths may.
look_way() {
  [ "$look_base" != live ] || return 0
  if [ "$look_folder" = "$place/$folder" ]; then
    return "$look_plain"
  fi
  look_folder=$place/$folder
  look_plain=0
  l_path=$look_base
  l_rest=$place/$folder/
  while :; do
    if [ -L "$l_path" ]; then
      look_plain=1
      return 1
    fi
    [ -n "$l_rest" ] || return 0
    [ -z "${l_rest%%/*}" ] || l_path=$l_path/${l_rest%%/*}
    l_rest=${l_rest#*/}
  done
}

# look_states: the state of each entry of the list.
look_states() {
  [ -z "$refused" ] || return 0
  each_part look_part "$look_base" look_way
}

look_part() {
  # shellcheck disable=SC2086 # numbers
  observe_batches $o_ids 2>/dev/null || look_singly $o_ids
  l_texts=
  l_text=
  for l_id do
    eval "l_now=\$now_$l_id"
    case $l_now in link:*) l_now='link' ;; esac
    l_text="$l_text$N@$token state $look_key $((part_first + l_id - 1)) $l_now$N"
    if [ "${#l_text}" -ge 2048 ]; then
      l_texts=$l_texts$l_text
      l_text=
    fi
  done
  printf '%s' "$l_texts$l_text"
}

# One of them cannot be read to its end, as on a broken disk: each is asked alone.
look_singly() {
  for l_id do
    [ "$l_id" = / ] || observe_batch "$l_id" 2>/dev/null || eval "now_$l_id=unreadable"
  done
}

# look_contents TOTAL NUMBER...: the bytes of these entries, one after the other. The controller knows their
# sizes, and by their hashes whether they are still the same.
look_contents() {
  [ -z "$refused" ] || return 0
  l_total=$1
  shift
  l_words=
  l_lacking=
  each_row look_content "$@"
  if [ -n "$l_lacking" ]; then
    reply "no-contents $look_key $l_lacking"
    return 0
  fi
  printf '\n@%s contents %s #%s\n' "$token" "$look_key" "$l_total"
  eval "look_pad \"\$l_total\" $l_words"
}

look_content() {
  [ -z "$l_lacking" ] || return 0
  path_in "$look_base"
  # Reading a pipe could take for ever.
  if ! look_way || [ -L "$path" ] || [ ! -f "$path" ] || [ ! -r "$path" ]; then
    l_lacking=$id
    return 0
  fi
  quote "$path"
  l_words="$l_words $quoted"
}

# look_sizes RUN...: what each set takes on the disk, in units of 1024 bytes.
look_sizes() {
  l_list=
  l_number=0
  for l_run do
    l_number=$((l_number + 1))
    eval "l_set_$l_number=\$l_run"
    l_list="$l_list \"./\$l_set_$l_number\""
  done
  # One that cannot be read whole would shift the others.
  l_text=$(cd -- "$backups" && eval "exec du -s -k $l_list" 2>/dev/null) || return 0
  for l_run do
    l_line=${l_text%%"$N"*}
    l_text=${l_text#*"$N"}
    reply "size ${l_line%%[!0-9]*} $l_run"
  done
}

# look_old KEEP: the sets that retention would remove.
look_old() {
  pick_old "$1"
  # shellcheck disable=SC2086 # names of runs
  for l_run in $old_sets; do
    reply "old $l_run"
  done
}
