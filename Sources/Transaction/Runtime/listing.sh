# Listing: names of files that the controller does not know.

# Names may hold any byte but zero, and no tool's lines can be trusted with that: they travel as the
# hexadecimal digits of what `find -print0` says, in pieces that a line surely holds.
reply_names() {
  printf '\n'
  od -A n -v -t x1 | tr -d ' \n' | fold -w 4096 | sed "s/^/@$token names /"
}

# probe_tree FOLDER FILES KILOBYTES: everything below a folder but folders, if it is not more than that.
probe_tree() {
  [ -d "$1" ] || return 0
  (cd -- "$1" && [ -r . ] && list_tree "$2" "$3") 2>/dev/null || reply "listing closed"
}

list_tree() {
  # Zeros become lines for the count only; with one more than allowed, find is told to end.
  i_files=$(find . ! -type d -print0 | tr '\n\000' ' \n' | head -n "$(($1 + 1))" | wc -l)
  i_kilobytes=0
  if [ "$i_files" -le "$1" ]; then
    i_kilobytes=$(du -s -k .)
    i_kilobytes=${i_kilobytes%%[!0-9]*}
  fi
  if [ "$i_files" -gt "$1" ] || [ "${#i_kilobytes}" -gt 9 ] || [ "$i_kilobytes" -gt "$2" ]; then
    reply "listing large $i_files $i_kilobytes"
    return 0
  fi
  reply "listing names"
  find . ! -type d -print0 | reply_names
}

# probe_list KEY FOLDER MOST BACKUPS: the names of all that lies below a folder that is no link, on its own filesystem;
# without the backup folder.
probe_list() {
  [ -d "$2" ] && [ ! -L "$2" ] || return 0
  (cd -- "$2" && list_all "$1" "$3" "$4") 2>/dev/null || reply "tree $1 closed"
}

list_all() {
  # What cannot be read shows itself by this alone: a pipe tells of its last part only.
  find . -xdev -path "$3" -prune -o -print >/dev/null || return 1
  i_count=$(find . -xdev -path "$3" -prune -o -print0 | tr '\n\000' ' \n' | head -n "$(($2 + 2))" | wc -l)
  if [ "$i_count" -gt "$(($2 + 1))" ]; then
    reply "tree $1 large $i_count"
    return 0
  fi
  reply "tree $1 names"
  find . -xdev -path "$3" -prune -o -print0 | reply_names
}

# probe_find BACKUPS PATTERN...: files below the root that have one of these names; not those of the
# backup folder, of git, or of libraries that a package manager put there.
probe_find() {
  i_backups=$1
  shift
  i_words=
  i_count=0
  for i_name do
    i_count=$((i_count + 1))
    eval "i_name_$i_count=\$i_name"
    i_words="$i_words -o -name \"\$i_name_$i_count\""
  done
  reply "listing names"
  [ "$i_count" -gt 0 ] || return 0
  eval "find . -xdev '(' -path \"\$i_backups\" -o -type d '(' -name .git -o -name node_modules -o -name .venv -o -name venv -o -name __pycache__ ')' ')' \
    -prune -o -type f '(' ${i_words# -o } ')' -print0" 2>/dev/null | head -c 1048576 | reply_names
}
