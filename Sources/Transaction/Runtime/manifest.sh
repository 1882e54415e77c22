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
  ways=1
  eval "e_way_$1=\$2"
  [ "$2" != beside ] || eval "e_base_$1=\$base_$3"
}

# secret NUMBER: what the entry holds is kept nowhere else.
secret() {
  holds_secrets=1
  eval "e_secret_$1=1"
}

is_secret() {
  holds_secrets=1
  eval "[ -n \"\${e_secret_$1-}\" ]"
}

complete() {
  complete=$1
}

load() {
  new_table
  complete=
  undoes=
  by=-
  base_count=0
  ways=
  holds_secrets=
  # shellcheck disable=SC1091 # the set's own manifest
  . "$set/manifest" || fatal "cannot read $set/manifest"
  [ "$complete" = "$count" ] || fatal "$set/manifest is cut short"
  cd -- "$root" || fatal "cannot enter $root"
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
