# Mounts: which of them shows a path, and whether it can be written through it.

# Reads them all: their places, each between newlines, into $mount_points; the number and `ro` or `rw` of
# each into mount_N. Without /proc there are none.
read_mounts() {
  mount_points=$N
  mount_count=0
  q_last=
  [ -r /proc/self/mountinfo ] || return 0
  while read -r m_id _ _ _ m_point m_options m_rest; do
    case $m_point in
      *\\*) mount_name "$m_point" ;;
    esac
    m_access=rw
    case ,$m_options,${m_rest##* }, in
      *,ro,*) m_access=ro ;;
    esac
    mount_count=$((mount_count + 1))
    eval "mount_point_$mount_count=\$m_point mount_$mount_count=\$m_id:\$m_access"
    mount_points=$mount_points$m_point$N
  done </proc/self/mountinfo
}

# The kernel writes space, tab, newline and backslash as `\` and three octal digits: back into $m_point.
mount_name() {
  m_text=$1
  m_point=
  while :; do
    m_point=$m_point${m_text%%\\*}
    case $m_text in
      *\\*) m_text=${m_text#*\\} ;;
      *) return ;;
    esac
    case $m_text in
      040*) m_point="$m_point " ;;
      011*) m_point="$m_point	" ;;
      012*) m_point=$m_point$N ;;
      *) m_point=$m_point\\ ;;
    esac
    m_text=${m_text#???}
  done
}

is_mount_point() {
  case $mount_points in
    *"$N$1$N"*) ;;
    *) return 1 ;;
  esac
}

# mount_of PATH: the mount that shows an absolute path free of symlinks, as NUMBER:ACCESS in $mount.
mount_of() {
  q_path=$1
  mount=0:rw
  while ! is_mount_point "$q_path"; do
    case $q_path in
      /) return 0 ;;
      /*/*) q_path=${q_path%/*} ;;
      *) q_path=/ ;;
    esac
  done
  # Of several on one place the last hides the others.
  if [ "$q_path" != "$q_last" ]; then
    q_last=$q_path
    q_number=1
    while [ "$q_number" -le "$mount_count" ]; do
      eval "[ \"\$mount_point_$q_number\" != \"\$q_path\" ] || q_mount=\$mount_$q_number"
      q_number=$((q_number + 1))
    done
  fi
  mount=$q_mount
}
