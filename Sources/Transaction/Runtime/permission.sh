# Permission: what can be known about it without writing anywhere.

# consider PLACE...: for each entry the filesystem it is on, as DEVICE:MOUNT in filesystem_N, and what else
# decides how it can be replaced in flags_N:
#   w it can be written    m it is a mount point    r its mount is read-only    b it cannot be opened for writing
#   i it is immutable      a it is append-only      x it has what this host's cp would lose
consider() {
  n_seen=
  n_files=
  n_folder=-
  for n_id do
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
    ! command -v lsattr >/dev/null 2>&1 || immutable $n_seen
    [ "$user" != 0 ] || unchangeable $n_files
    [ -z "$lossy" ] || [ -z "$n_files" ] || lossy $n_files
  }
}

# A file is opened for appending, and closed again, only where that tells something: where it would be
# written in place, and where lsattr does not tell root of an immutable one. Whoever watches a file
# (systemd's PathChanged=, a reloader) hears of the closing.
consider_file() {
  if [ "${real%/*}" != "$n_folder" ]; then
    n_folder=${real%/*}
    n_mounts=
    case $mount_points in *"$N$n_folder/"*) n_mounts=1 ;; esac
  fi
  if [ -n "$n_mounts" ] && is_mount_point "$real"; then
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

# unchangeable PLACE...: files without known attributes that not even root may write to.
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
  case $n_path in
    ./.) real=$PWD ;;
    ./*) real=${PWD%/}/${n_path#./} ;;
    //*) real=/${n_path#//} ;;
    *) real=$n_path ;;
  esac
}

# immutable PLACE...: one lsattr prints a line for each file, in their order. A filesystem that has no such
# attributes prints none, and then nothing is known of the batch.
immutable() {
  i_paths=
  i_ids=
  for i_id do
    eval "i_path=\$p_$i_id"
    case $i_path in *"$N"*) continue ;; esac
    i_ids="$i_ids $i_id"
    i_paths="$i_paths \"\$p_$i_id\""
  done
  [ -n "$i_ids" ] || return 0
  i_rest=$(eval "exec lsattr -d $i_paths" 2>/dev/null)
  i_lines=0
  IFS=$N
  for i_line in $i_rest; do
    i_lines=$((i_lines + 1))
  done
  IFS=" 	$N"
  # shellcheck disable=SC2086 # numbers
  set -- $i_ids
  if [ "$i_lines" -eq "$#" ]; then
    IFS=$N
    for i_line in $i_rest; do
      i_id=$1
      shift
      immutable_flags "${i_line%% *}"
    done
    IFS=" 	$N"
    return 0
  fi
  # Several filesystems in one batch: each by itself, unless they are many.
  [ "$#" -gt 1 ] && [ "$#" -le 40 ] && [ -n "$i_rest" ] || return 0
  for i_one do
    immutable "$i_one"
  done
}

immutable_flags() {
  eval "attributes_$i_id=known"
  case $1 in
    *i*) eval "flags_$i_id=\${flags_$i_id}i" ;;
  esac
  case $1 in
    *a*) eval "flags_$i_id=\${flags_$i_id}a" ;;
  esac
}

# probe_free PLACE...: the free space of each filesystem that these entries are the first ones on, with one process.
probe_free() {
  fr_fresh=
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
    fr_fresh="$fr_fresh $fr_device"
    fr_paths="$fr_paths \"\$p_$fr_id\""
  done
  [ -n "$fr_paths" ] || return 0
  fr_rest=$(eval "exec stat -f -c '%a %S %d %c' $fr_paths" 2>/dev/null) || return 0
  reply_each free "$fr_fresh" "$fr_rest"
}
