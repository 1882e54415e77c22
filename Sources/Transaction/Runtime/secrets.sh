# Secrets: values that commands find in their environment, and that nothing else here shows or keeps.
#
# They come over standard input, and lie until the verdict in a file that only this account may read, in a folder
# that is kept in memory. In a process they are variables of the shell: never words of a command, since `printf`
# and `test` may be programs.

# take_secrets LENGTH: so many bytes of standard input, into memory.
take_secrets() {
  know_user
  s_places=/dev/shm
  [ "$user" != 0 ] || s_places='/run /dev/shm'
  for s_place in $s_places; do
    is_memory "$s_place" && secret_folder=$(mktemp -d "$s_place/deployctl.XXXXXX" 2>/dev/null) && break
    secret_folder=
  done
  if [ -z "$secret_folder" ]; then
    read_exactly "$1" >/dev/null
    return 1
  fi
  read_exactly "$1" >"$secret_folder/values"
}

is_memory() {
  while read -r _ s_mount s_kind _; do
    case $s_mount:$s_kind in
      "$1":tmpfs | "$1":ramfs) return 0 ;;
    esac
  done </proc/mounts 2>/dev/null
  return 1
}

# Where those of this set are, in $secret_folder; empty if it has none.
find_secrets() {
  secret_folder=
  [ ! -f "$set/control/secrets" ] || read -r secret_folder <"$set/control/secrets" || :
}

# After the host was started anew they are gone, and somebody else may have made a folder of that name.
are_ours() {
  # shellcheck disable=SC3067 # not in POSIX, but in every sh we run under
  [ -d "$secret_folder" ] && [ ! -L "$secret_folder" ] && [ -O "$secret_folder" ] && [ -O "$secret_folder/values" ]
}

load_secrets() {
  veils=0
  step_secrets=
  secrets_lost=
  find_secrets
  [ -n "$secret_folder" ] || return 0
  veil_mark=$(printf '\342\200\242\342\200\242\342\200\242')
  if are_ours; then
    # shellcheck disable=SC1091 # what the controller sent
    . "$secret_folder/values"
  else
    secrets_lost=1
  fi
}

# secret_value NAME VALUE, hide FORM: the lines of that file.
secret_value() {
  eval "v_secret_$1=\$2"
}

hide() {
  veils=$((veils + 1))
  eval "v_form_$veils=\$1"
}

# secret_env VARIABLE NAME...: what the commands of this step find in their environment.
secret_env() {
  step_secrets=$*
}

# Whether all secrets of the step are there; the first that is not is in $missing.
have_secrets() {
  # shellcheck disable=SC2086 # plain words
  set -- $step_secrets
  while [ $# -gt 1 ]; do
    missing=$2
    eval "[ -n \"\${v_secret_$2+x}\" ]" || return 1
    shift 2
  done
}

# In the subshell of a command.
export_secrets() {
  # shellcheck disable=SC2086 # plain words
  set -- $step_secrets
  while [ $# -gt 1 ]; do
    eval "$1=\$v_secret_$2"
    export "${1?}"
    shift 2
  done
}

# The text in $veiled without secrets, however they are written.
veil() {
  v_number=0
  while [ "$v_number" -lt "$veils" ]; do
    v_number=$((v_number + 1))
    eval "v_form=\$v_form_$v_number"
    v_head=
    while :; do
      case $veiled in
        *"$v_form"*) ;;
        *) break ;;
      esac
      v_head=$v_head${veiled%%"$v_form"*}$veil_mark
      veiled=${veiled#*"$v_form"}
    done
    veiled=$v_head$veiled
  done
}

# veil_file FROM TO: the end of a text without secrets.
veil_file() {
  tail -c 65536 "$1" | tr -d '\000' | while IFS= read -r veiled || [ -n "$veiled" ]; do
    veil
    printf '%s\n' "$veiled"
  done >"$2"
}

# Before the verdict: what was noted of logs and services as it was. Where the secrets are gone nobody knows what
# to look for.
veil_evidence() {
  [ -n "$secret_folder" ] || return 0
  if [ -n "$secrets_lost" ]; then
    rm -rf "${set:?}/evidence"
    mkdir "$set/evidence"
    return
  fi
  set +f
  set -- "$set"/evidence/*
  set -f
  for v_file do
    [ -s "$v_file" ] || continue
    veil_file "$v_file" "$secret_folder/veiled"
    cat "$secret_folder/veiled" >"$v_file"
  done
}

# drop_taken: the folder in $secret_folder goes.
drop_taken() {
  case $secret_folder in
    /run/deployctl.* | /dev/shm/deployctl.*) ! are_ours || rm -rf "${secret_folder:?}" ;;
  esac
  secret_folder=
}

drop_secrets() {
  find_secrets
  [ -z "$secret_folder" ] || drop_taken
}

# supply_secrets LENGTH: for a run that lost them; one that still has them keeps its own.
supply_secrets() {
  find_secrets
  if [ -z "$secret_folder" ] || are_ours; then
    read_exactly "$1" >/dev/null
  elif take_secrets "$1"; then
    printf '%s\n' "$secret_folder" >"$set/control/secrets" || drop_taken
  fi
  secret_folder=
}
