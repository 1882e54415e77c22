# Keeping: what belongs to a file beside its content.

# What copies a file with everything about it, in $copying. GNU cp is told to fail rather than to leave an
# ACL, an extended attribute or a capability behind; busybox knows mode, owner and the time in seconds.
find_copying() {
  [ -z "${copying-}" ] || return 0
  if cp --attributes-only --help >/dev/null 2>&1; then
    copying='cp -P --preserve=mode,ownership,timestamps,xattr'
  else
    copying='cp -P -p'
  fi
}

# Whether this host's cp loses something that can be seen here, in $lossy. A cp that is no link to another
# program is taken for GNU's without asking it.
ask_kept() {
  lossy=
  k_cp=
  IFS=:
  for k_folder in $PATH; do
    if [ -z "$k_cp" ] && [ -x "$k_folder/cp" ]; then
      k_cp=$k_folder/cp
    fi
  done
  IFS=" 	$N"
  [ -L "$k_cp" ] || return 0
  find_copying
  [ "$copying" = 'cp -P -p' ] || return 0
  for k_tool in getfattr getfacl getcap; do
    ! command -v "$k_tool" >/dev/null 2>&1 || lossy=lossy
  done
}

# lossy PLACE...: marks the entries whose file has what cp would lose.
lossy() {
  k_paths=
  for k_id do
    k_paths="$k_paths \"\$p_$k_id\""
  done
  [ -n "$(kept_names)" ] || return 0
  for k_id do
    k_paths="\"\$p_$k_id\""
    [ -z "$(kept_names)" ] || eval "flags_$k_id=\${flags_$k_id}x"
  done
}

# Whatever is printed tells that there is something; which tool tells it does not matter.
kept_names() {
  if command -v getfattr >/dev/null 2>&1; then
    eval "getfattr -h -m '^user[.]|^trusted[.]|^system[.]posix|^security[.]capability' -- $k_paths"
  else
    eval "getfacl -p -s -- $k_paths; getcap $k_paths"
  fi 2>/dev/null
}

# dress RANGE...: staged files get mode, owner, ACL, extended attributes and capabilities of the files they replace.
dress() {
  [ "$phase" = prepare ] || return 0
  know_user
  k_what=mode,ownership,xattr
  dress_those keeps_owner "$@" 2>"$set/evidence/dress" && {
    k_what=mode,xattr
    [ -z "${w_owner-}" ] || dress_those gets_owner "$@" 2>"$set/evidence/dress"
  } && return 0
  find_copying
  # What the plan found that would be lost, it refused; the rest stands in the manifest.
  if [ "$copying" = 'cp -P -p' ] && dress_staged_files "$@" 2>"$set/evidence/dress"; then
    return 0
  fi
  refuse "$step" "cannot give the staged files what the old ones have: $(head -n 1 "$set/evidence/dress")"
}

# dress_those FILTER RANGE...
dress_those() {
  if [ "$user" = 0 ]; then
    dress_all "$@"
  else
    # --parents gives the staged folders the modes of the live ones, which only root works in whatever they are.
    each_folder dress_folder "$@"
  fi
}

# What has another owner than its old file got it by a verb before.
keeps_owner() {
  state_fields "$old"
  k_owner=$s_uid:$s_gid
  state_fields "$new"
  [ "$k_owner" = "$s_uid:$s_gid" ]
}

gets_owner() {
  ! keeps_owner
}

dress_staged_files() {
  f_words=
  f_last=
  f_bad=0
  each_row dress_staged_file "$@"
  dress_these
  return "$f_bad"
}

dress_staged_file() {
  keeps_owner || return 0
  path_in staged
  dress_as "$old" "$path"
}

# One process for all folders of a tree.
dress_all() {
  k_filter=$1
  shift
  k_words=
  k_part=
  k_last=
  k_bad=0
  each_row dress_row "$@"
  dress_tree
  return "$k_bad"
}

dress_row() {
  "$k_filter" || return 0
  if [ "$place $base" != "$k_last" ] || [ "${#k_words}" -ge "$bytes" ]; then
    dress_tree
    k_last="$place $base"
    k_place=$place
    k_base=$base
  fi
  case $place:$folder in
    system:) quote "./$name" ;;
    system:*) quote "./$folder/$name" ;;
    *) quote "$home/$name" ;;
  esac
  k_part="$k_part $quoted"
  [ "${#k_part}" -ge 2048 ] || return 0
  k_words=$k_words$k_part
  k_part=
}

dress_tree() {
  k_words=$k_words$k_part
  k_part=
  [ -n "$k_words" ] || return 0
  if [ "$k_place" = files ]; then
    eval "cp --parents --attributes-only --preserve=\"\$k_what\" $k_words \"\$k_base/files/\""
  else
    (cd / && eval "exec cp --parents --attributes-only --preserve=\"\$k_what\" $k_words \"\$k_base/system/\"")
  fi || k_bad=1
  k_words=
}

dress_folder() {
  from=$here_home
  eval "cp --attributes-only --preserve=\"\$k_what\" $words \"\$here_base/\$here_tree/\""
}
