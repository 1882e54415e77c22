# Permission: what can be known about it without writing anywhere.

# consider NUMBER...: for each entry the filesystem it is on, as DEVICE:MOUNT in filesystem_N, and what else
# decides how it can be replaced in flags_N:
#   w it can be written    m it is a mount point    r its mount is read-only    b it cannot be opened for writing
#   i it is immutable      a it is append-only      x it has what this host's cp would lose
consider() {
  read_mounts
  ask_kept
  n_seen=
  n_files=
  for n_id do
    at "$n_id"
    eval "n_now=\$now_$n_id n_links=\$links_$n_id n_device=\$device_$n_id n_path=\$p_$n_id"
    n_flags=
    real_path
    case $n_now in
      dir:*)
        mount_of "$real"
        n_device=$n_device:${mount%:*}
        # busybox lets root write everywhere, whatever the mount says.
        case $mount in
          *:ro) n_flags=r ;;
          *) [ ! -w "$n_path" ] || n_flags=w ;;
        esac
        n_seen="$n_seen $n_id"
        ;;
      file:*)
        n_device=$n_device:-
        [ ! -w "$n_path" ] || n_flags=w
        consider_file
        n_seen="$n_seen $n_id"
        n_files="$n_files $n_id"
        ;;
      *) n_device=$n_device:- ;;
    esac
    eval "filesystem_$n_id=\$n_device flags_$n_id=\$n_flags attributes_$n_id="
  done
  # shellcheck disable=SC2086 # numbers
  {
    ! command -v lsattr >/dev/null 2>&1 || each_chunk immutable $n_seen
    [ "$user" != 0 ] || unchangeable $n_files
    [ -z "$lossy" ] || each_chunk lossy $n_files
  }
}

# A file is opened for appending, and closed again, only where that tells something: where it would be
# written in place, and where lsattr does not tell root of an immutable one. Whoever watches a file
# (systemd's PathChanged=, a reloader) hears of the closing.
consider_file() {
  if is_mount_point "$real"; then
    n_flags=${n_flags}m
    mount_of "$real"
    case $mount in
      *:ro) n_flags=${n_flags}r ;;
    esac
  elif [ "$n_links" -le 1 ] && ! is_mounted "$real"; then
    return
  fi
  appendable "$n_path" || n_flags=${n_flags}b
}

# unchangeable NUMBER...: files without known attributes that not even root may write to.
unchangeable() {
  for n_id do
    eval "n_known=\$attributes_$n_id n_flags=\$flags_$n_id n_path=\$p_$n_id"
    case $n_known:$n_flags in
      ?*:* | :*[rb]*) continue ;;
    esac
    ! appendable "$n_path" || continue
    # A running program cannot be opened for writing, but it can be replaced; a read-only mount is told of
    # with its folder.
    case $( (true >>"$n_path") 2>&1) in
      *usy* | *ead-only*) ;;
      *) eval "flags_$n_id=\${n_flags}i" ;;
    esac
  done
}

# `true` and not `:`, whose failed redirection would end the shell.
appendable() {
  { [ -f "$1" ] && true >>"$1"; } 2>/dev/null
}

# Whether a container asked about mounts this very file.
is_mounted() {
  case ${mounted_files-} in
    *"$N$1$N"*) ;;
    *) return 1 ;;
  esac
}

# The entry's path from `/`, as the mounts know it; the root was entered free of symlinks.
real_path() {
  case $place:$folder:$name in
    files:.:.) real=$PWD ;;
    files:.:*) real=${PWD%/}/$name ;;
    files:*) real=${PWD%/}/$folder/$name ;;
    system::*) real=/$name ;;
    *) real=/$folder/$name ;;
  esac
}

# immutable NUMBER...: one lsattr prints a line for each file, in their order. A filesystem that has no such
# attributes prints none, and then nothing is known of the batch.
immutable() {
  i_paths=
  i_ids=
  i_lines=0
  for i_id do
    eval "i_path=\$p_$i_id"
    case $i_path in *"$N"*) continue ;; esac
    i_ids="$i_ids $i_id"
    i_paths="$i_paths \"\$p_$i_id\""
  done
  [ -n "$i_ids" ] || return 0
  i_rest=$(eval "exec lsattr -d $i_paths" 2>/dev/null)$N
  i_text=$i_rest
  # shellcheck disable=SC2086 # numbers
  if immutable_lines $i_ids && [ -z "$i_text" ]; then
    for i_id in $i_ids; do
      immutable_flags "${i_rest%%"$N"*}"
      i_rest=${i_rest#*"$N"}
    done
    return 0
  fi
  # Several filesystems in one batch: each by itself, unless they are many.
  [ "$#" -gt 1 ] && [ "$#" -le 40 ] && [ "$i_rest" != "$N" ] || return 0
  for i_one do
    immutable "$i_one"
  done
}

immutable_lines() {
  for i_id do
    [ -n "$i_text" ] && [ "$i_text" != "$N" ] || return 1
    i_text=${i_text#*"$N"}
  done
}

immutable_flags() {
  eval "attributes_$i_id=known"
  case ${1%% *} in
    *i*) eval "flags_$i_id=\${flags_$i_id}i" ;;
  esac
  case ${1%% *} in
    *a*) eval "flags_$i_id=\${flags_$i_id}a" ;;
  esac
}

# probe_free NUMBER...: the free space of each filesystem that the entries are on, with one process.
probe_free() {
  fr_devices=' '
  fr_paths=
  for fr_id do
    eval "fr_device=\$device_$fr_id fr_now=\$now_$fr_id"
    case $fr_now in
      dir:* | file:*) ;;
      *) continue ;;
    esac
    case $fr_devices in
      *" $fr_device "*) continue ;;
    esac
    fr_devices="$fr_devices$fr_device "
    fr_paths="$fr_paths \"\$p_$fr_id\""
  done
  [ -n "$fr_paths" ] || return 0
  fr_rest=$(eval "exec stat -f -c '%a %S %d %c' $fr_paths" 2>/dev/null) || return 0
  fr_rest=$fr_rest$N
  for fr_device in $fr_devices; do
    reply "free $fr_device ${fr_rest%%"$N"*}"
    fr_rest=${fr_rest#*"$N"}
  done
}
