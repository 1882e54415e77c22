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

# lossy NUMBER...: marks the entries whose file has what cp would lose.
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

# dress NUMBER...: staged files get mode, ACL, extended attributes and capabilities of the files they replace.
dress() {
  [ "$phase" = prepare ] || return 0
  know_user
  if [ "$user" = 0 ]; then
    each_chunk dress_staged "$@"
  else
    # --parents gives the staged folders the modes of the live ones, which only root works in whatever they are.
    each_folder dress_folder "$@"
  fi 2>"$set/evidence/dress" && return 0
  find_copying
  # What the plan found that would be lost, it refused.
  [ "$copying" != 'cp -P -p' ] || return 0
  refuse "$step" "cannot give the staged files what the old ones have: $(head -n 1 "$set/evidence/dress")"
}

# One process for all folders of a tree.
dress_staged() {
  k_paths=
  k_last=
  for k_id do
    at "$k_id"
    if [ -n "$k_paths" ] && [ "$place $base" != "$k_last" ]; then
      dress_tree || return 1
      k_paths=
      at "$k_id"
    fi
    k_last="$place $base"
    k_place=$place
    k_base=$base
    eval "k_path_$k_id=\${home#/}/\$name"
    case $place:$folder in
      system:) eval "k_path_$k_id=./\$name" ;;
      system:*) eval "k_path_$k_id=./\$folder/\$name" ;;
    esac
    k_paths="$k_paths \"\$k_path_$k_id\""
  done
  dress_tree
}

dress_tree() {
  if [ "$k_place" = files ]; then
    eval "cp --parents --attributes-only --preserve=mode,xattr $k_paths \"\$k_base/files/\""
  else
    (cd / && eval "exec cp --parents --attributes-only --preserve=mode,xattr $k_paths \"\$k_base/system/\"")
  fi
}

dress_folder() {
  live_paths "$@"
  eval "cp --attributes-only --preserve=mode,xattr $paths \"\$base/\$place/\$folder/\""
}
