# The manifest: which paths, in which states.

# The manifest is read by being sourced; each of its lines is one of these words.

manifest() {
  case $1 in
    1 | 2 | 3 | 4) ;;
    *) fatal "this set has manifest format $1; this runtime reads the formats 1 to 4" ;;
  esac
}

run() {
  run=$1
  root=$2
}

by() {
  by=$1
}

undoes() {
  undoes=$*
}

# entry NUMBER PLACE FOLDER NAME OLD NEW
# PLACE is `files` (FOLDER relative to the root) or `system` (FOLDER absolute, without its first slash).
# OLD and NEW: absent | dir:MODE:UID:GID:::TIME | file:MODE:UID:GID:SIZE:SHA256:TIME | link:::::TARGET:
entry() {
  eval "e_place_$1=\$2 e_folder_$1=\$3 e_name_$1=\$4 e_old_$1=\$5 e_new_$1=\$6"
  entries="$entries $1"
  count=$((count + 1))
}

# beside NUMBER PLACE FOLDER: a folder on another filesystem than the set, in which is staged what is for there.
beside() {
  base_count=$1
  case $2 in
    files) eval "base_$1=\$root/\$3/.deployctl-\$run" ;;
    *) eval "base_$1=/\$3/.deployctl-\$run" ;;
  esac
}

# way NUMBER in-place: written into the old file, which stays the same file.
# way NUMBER beside BASE: staged there.
way() {
  eval "e_way_$1=\$2"
  [ "$2" != beside ] || eval "e_base_$1=\$base_$3"
}

# secret NUMBER: what the entry holds is kept nowhere else.
secret() {
  eval "e_secret_$1=1"
}

is_secret() {
  eval "[ -n \"\${e_secret_$1-}\" ]"
}

complete() {
  complete=$1
}

load() {
  entries=
  count=0
  complete=
  undoes=
  by=-
  base_count=0
  # shellcheck disable=SC1091 # the set's own manifest
  . "$set/manifest" || fatal "cannot read $set/manifest"
  [ "$complete" = "$count" ] || fatal "$set/manifest is cut short"
  cd -- "$root" || fatal "cannot enter $root"
}

# The entry's $place, $folder, $name, $old, $new, $way and $base: where its tree of staged files is, and
# $home: the folder it lives in.
at() {
  eval "place=\$e_place_$1 folder=\$e_folder_$1 name=\$e_name_$1 old=\$e_old_$1 new=\$e_new_$1 way=\${e_way_$1-rename} base=\${e_base_$1-\$set/new}"
  case $place:$folder in
    files:.) home=. ;;
    files:*) home=./$folder ;;
    *) home=/$folder ;;
  esac
}

# The fields of a state: $s_kind, $s_mode, $s_uid, $s_gid, $s_size, $s_sum.
state_fields() {
  IFS=:
  # shellcheck disable=SC2086 # split on purpose
  state_split $1
  IFS=" 	$N"
}

state_split() {
  s_kind=$1
  s_mode=${2-}
  s_uid=${3-}
  s_gid=${4-}
  s_size=${5-}
  s_sum=${6-}
}

# Two states are the same when all but the modification time agrees.
same_state() {
  [ "${1%:*}" = "${2%:*}" ]
}
