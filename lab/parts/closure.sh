# Programs with the libraries they need, for file trees that have nothing else.

# closure_copy TREE PROGRAM…: puts programs and the libraries they are linked to into TREE.
closure_copy() {
  local tree=$1 file
  shift
  for file in "$@"; do
    { echo "$file"; ldd "$file" 2>/dev/null | grep -o '/[^ )]*' || true; }
  done | sort -u | while read -r file; do
    mkdir -p "$tree${file%/*}"
    cp -L "$file" "$tree$file"
  done
}

# closure_busybox TREE: the base utilities.
closure_busybox() {
  local applet
  mkdir -p "$1/bin" "$1/sbin" "$1/usr/bin" "$1/usr/sbin"
  closure_copy "$1" "$(command -v busybox)"
  [ -e "$1/bin/busybox" ] || cp "$(command -v busybox)" "$1/bin/busybox"
  busybox --list-full | while read -r applet; do
    [ -e "$1/$applet" ] || ln -s /bin/busybox "$1/$applet"
  done
}
