# Comparing: whether entries are as the manifest has them, old or new.

# compare BASE old|new FILTER RANGE...: the numbers of those that are not, into $differ. What should be there is
# written down first, and is what tools say of a whole batch, or is looked for line by line; a state is made out of
# their lines only for what differs.
compare() {
  c_one_base=$1
  c_one_which=$2
  c_one_filter=$3
  shift 3
  compare_all compare_one "$@"
}

compare_one() {
  compare_as "$c_one_base" "$c_one_which" "$c_one_filter"
}

# compare_all VERB RANGE...: the same for all that VERB compares of each entry by compare_as.
compare_all() {
  c_verb=$1
  shift
  no_numbers
  no_files
  c_folders=
  c_modes=
  c_folder_ids=
  c_links=
  c_targets=
  c_link_ids=
  each_row "$c_verb" "$@"
  compare_files
  compare_folders
  compare_links
  sort_numbers
  differ=$numbers
}

# compare_as BASE old|new FILTER: the entry at hand.
compare_as() {
  "$3" || return 0
  path_in "$1"
  c_state=$new
  [ "$2" = new ] || c_state=$old
  case $c_state in
    file:*)
      if [ ! -f "$path" ] || [ -L "$path" ] || [ ! -r "$path" ]; then
        add_number "$id"
        return
      fi
      compare_mode "${c_state#file:}"
      case ${c_mode##*:} in
        ????????*) c_large=1 ;;
      esac
      quote "$path"
      c_sum=${c_state%:*}
      c_sum=${c_sum##*:}
      if [ -n "${fr_whole-}" ] && came_whole "$1"; then
        compare_singly "$c_sum  -"
        return
      fi
      case $path in
        # Such a name is escaped in a line of sha256sum, by GNU otherwise than by busybox.
        *[[:cntrl:]\\]*)
          compare_singly "$(sha256sum <"$path")"
          return
          ;;
      esac
      c_kind='regular file'
      case $c_mode in *:0) c_kind='regular empty file' ;; esac
      c_some_files="$c_some_files $quoted"
      c_some_stats="$c_some_stats$c_kind:$c_mode$N"
      c_some_sums="$c_some_sums$c_sum  $path$N"
      c_some_ids="$c_some_ids $id"
      c_count=$((c_count + 1))
      [ "$c_count" -ge 20 ] || return 0
      compare_more
      [ "${#c_sums}" -lt "$bytes" ] || compare_files
      ;;
    dir:*)
      if [ ! -d "$path" ] || [ -L "$path" ]; then
        add_number "$id"
        return
      fi
      compare_mode "${c_state#dir:}"
      quote "$path"
      c_folders="$c_folders $quoted"
      c_modes="${c_modes}directory:${c_mode%:}$N"
      c_folder_ids="$c_folder_ids $id"
      [ "${#c_folders}" -lt "$bytes" ] || compare_folders
      ;;
    link:*)
      if [ ! -L "$path" ]; then
        add_number "$id"
        return
      fi
      c_state=${c_state#link:::::}
      c_state=${c_state%:}
      case $c_state in
        *"$N"*)
          # A newline at the end would be lost without the letter behind it.
          c_line=$(readlink -n "$path" && echo x)
          [ "$c_line" = "${c_state}x" ] || add_number "$id"
          return
          ;;
      esac
      quote "$path"
      c_links="$c_links $quoted"
      c_targets="$c_targets$c_state$N"
      c_link_ids="$c_link_ids $id"
      [ "${#c_links}" -lt "$bytes" ] || compare_links
      ;;
    *)
      # What lies in a folder that may not be entered is not seen, and not known to be absent.
      if [ -e "$path" ] || [ -L "$path" ] || is_blind; then
        add_number "$id"
      fi
      ;;
  esac
}

# compare_singly SUM-LINE: a file whose hash is known.
compare_singly() {
  case $(stat -c %F:%a:%u:%g:%s "$path"):${1%% *} in
    "regular file:$c_mode:$c_sum" | "regular empty file:$c_mode:$c_sum") ;;
    *) add_number "$id" ;;
  esac
}

# came_whole BASE: what is staged there came in parts, each of which was hashed, and nothing but a rename was done to it since.
came_whole() {
  case $1$fr_whole:$path in
    staged*" $id:$c_sum "*":$set/new/"*) ;;
    *) return 1 ;;
  esac
}

# compare_mode FIELDS: mode, owner, group and size as stat says them, in $c_mode.
compare_mode() {
  c_mode=${1%:*:*}
  c_mode=${c_mode#0}
  c_mode=${c_mode#0}
  c_mode=${c_mode#0}
}

no_files() {
  c_large=
  c_files=
  c_stats=
  c_sums=
  c_file_ids=
  c_other_files=
  c_other_stats=
  c_other_sums=
  c_other_ids=
  c_count=0
  c_some_files=
  c_some_stats=
  c_some_sums=
  c_some_ids=
}

# A long text is made of parts, since each word that it gets has it copied. They go into one half and the other in turn.
compare_more() {
  c_swapped=$c_files c_files=$c_other_files$c_some_files c_other_files=$c_swapped
  c_swapped=$c_stats c_stats=$c_other_stats$c_some_stats c_other_stats=$c_swapped
  c_swapped=$c_sums c_sums=$c_other_sums$c_some_sums c_other_sums=$c_swapped
  c_swapped=$c_file_ids c_file_ids=$c_other_ids$c_some_ids c_other_ids=$c_swapped
  c_count=0
  c_some_files=
  c_some_stats=
  c_some_sums=
  c_some_ids=
}

compare_files() {
  [ "$c_count" -eq 0 ] || compare_more
  [ -n "$c_files" ] || return 0
  c_told=
  compare_lines "$c_stats$c_other_stats" "$c_file_ids$c_other_ids" "exec stat -c %F:%a:%u:%g:%s $c_files$c_other_files"
  if [ -n "$c_large" ] || [ "${#c_sums}" -ge 4096 ]; then
    choose_hash
  fi
  compare_lines "$c_sums$c_other_sums" "$c_file_ids$c_other_ids" hash_halves
  no_files
}

hash_halves() {
  hash_files "$c_files" "$c_other_files"
}

compare_folders() {
  [ -n "$c_folders" ] || return 0
  c_told=
  compare_lines "$c_modes" "$c_folder_ids" "exec stat -c %F:%a:%u:%g $c_folders"
  c_folders=
  c_modes=
  c_folder_ids=
}

# Not every readlink takes more than one path.
compare_links() {
  [ -n "$c_links" ] || return 0
  c_said=$(eval "exec readlink $c_links" 2>/dev/null)
  [ "$c_said$N" = "$c_targets" ] || eval "compare_links_singly $c_links"
  c_links=
  c_targets=
  c_link_ids=
}

compare_links_singly() {
  for c_id in $c_link_ids; do
    c_line=$(readlink -n "$1" && echo x)
    [ "$c_line" = "${c_targets%%"$N"*}x" ] || add_number "$c_id"
    c_targets=${c_targets#*"$N"}
    shift
  done
}
