# Faults: faults/KIND.sh says what one does (fault_set) and how it is undone (fault_clear).
# What is set is written down in the host's folder: a file for each kind, a line for each setting.

fault_kinds() {
  local file
  for file in "$lab_home"/faults/*.sh; do basename "$file" .sh; done
}

fault_load() {
  fault=$1
  [ -f "$lab_home/faults/$fault.sh" ] || fail "no fault '$fault'" "the faults are: $(fault_kinds | tr '\n' ' ')"
  fault_record=$host_folder/faults/$fault
  fault_lasts=1
  fault_adds=
  # Ends with an error where the fault cannot be set, before anything is.
  fault_check() { :; }
  # shellcheck source=/dev/null
  . "$lab_home/faults/$fault.sh"
}

lab_fault() {
  [ $# -ge 2 ] || fail 'a fault needs a host and a kind' "the faults are: $(fault_kinds | tr '\n' ' ')"
  host_load "$1"
  fault_load "$2"
  shift 2
  [ "$(host_state)" = up ] || fail "'$host' is not up" "'lab/lab up $host' boots it"
  fault_check "$@"
  if [ -z "$fault_lasts" ]; then
    fault_set "$@"
    return
  fi
  [ -n "$fault_adds" ] || fault_undo
  # Written down first: what is half set when it fails can be cleared.
  echo "$*" >>"$fault_record"
  fault_set "$@"
}

lab_clear() {
  [ $# -ge 1 ] || fail 'no host is named' "$usage"
  host_load "$1"
  [ -d "$host_folder/faults" ] || fail "'$host' is not up"
  local kind
  for kind in ${2:-$(ls "$host_folder/faults")}; do
    fault_load "$kind"
    fault_undo
  done
}

# Undoes every setting of the loaded fault, the newest first.
fault_undo() {
  [ -e "$fault_record" ] || return 0
  local line
  while IFS= read -r line; do
    # shellcheck disable=SC2086 # the words of the setting
    fault_clear $line </dev/null
  done < <(tac "$fault_record")
  rm -f "$fault_record"
}

fault_list() {
  local file line
  for file in "$host_folder/faults"/*; do
    [ -e "$file" ] || continue
    while IFS= read -r line; do echo "${file##*/}${line:+ $line}"; done <"$file"
  done
}

# fault_number VALUE NAME: ends with an error unless VALUE is a whole number above 0.
fault_number() {
  case $1 in
    '' | 0* | *[!0-9]*) fail "$fault: '$1' is not $2" ;;
  esac
}

# fault_path PATH: ends with an error unless PATH is a plain absolute path; the host gets the folder if it is not there.
fault_path() {
  case $1 in
    /*[!A-Za-z0-9/._-]*) fail "$fault: the path may hold letters, digits and /._- only: '$1'" ;;
    /*) ;;
    *) fail "$fault needs a path that starts with /" ;;
  esac
}

# fault_rules RULE…: filter rules in the host's own namespace, in a table of the fault.
fault_rules() {
  {
    echo "table inet lab_$fault {"
    printf '%s\n' "$@"
    echo '}'
  } | in_net "$host_net" nft -f -
}

fault_no_rules() {
  in_net "$host_net" nft delete table inet "lab_$fault" 2>/dev/null || true
}

# Resets every connection of the host's sshd; `ss -K` reports an error although it works.
cut_connections() {
  in_net "$host_net" ss -K state established sport = :22 >/dev/null 2>&1 || true
}
