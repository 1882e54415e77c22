# Rows: the entries of a manifest or of a request, as a table that is gone through from its beginning.
#
# A shell finds one of many thousand variables by walking along them (dash keeps 39 lists), so that variables of each
# entry take the square of the time. The rows are kept as text instead, each a line of quoted words, a few to a variable:
# a text that grows is copied, byte by byte, with each word that it gets.

# For the same reason the names of what is set with every entry come first, before those that are made of numbers.
# One that the account exports would be handed to every command, with what we put into it.
unset body id place folder name old new way base home path words real mount
# shellcheck disable=SC1007 # empty on purpose
{
  id= place= folder= name= old= new= way= base= home= home_of= path= quoted= quote_rest=
  row_verb= row_bad= row_some= row_first= row_last= row_part= row_lines=
  words= word_part= here_action= here_filter= here_base= here_tree= here_home= here_way= here_ids= here_count= here_bad=
  part_place= part_places= part_base= part_filter= o_now= o_ids= o_bytes=
  b_id= b_path= b_line= b_kind= b_mode= b_paths= b_others= b_plain= b_links= b_half= u_now=
  n_id= n_now= n_links= n_device= n_path= n_flags= n_seen= n_files= n_folder= n_mounts= n_known= real= mount= q_path=
  i_id= i_path= i_ids= i_paths= i_line= fr_id= fr_device= fr_now= lk_id= lk_now=
  p_id= p_now= p_flags= p_number= p_held= p_text= p_texts= p_sum= s_kind= s_mode= s_uid= s_gid= s_size= s_sum=
  c_state= c_mode= c_sum= c_kind= c_count= c_some_files= c_some_stats= c_some_sums= c_some_ids=
  k_known= k_noted= k_words= k_part= k_last= k_place= k_base= k_filter= f_filter= f_words= f_state= f_last=
}

new_table() {
  entries=
  count=0
  row_parts=0
  row_text=
  home_of=
}

# entry NUMBER PLACE FOLDER NAME OLD NEW: numbered from 1 in their order.
# PLACE is `files` (FOLDER relative to the root) or `system` (FOLDER absolute, without its first slash).
# OLD and NEW: absent | dir:MODE:UID:GID:::TIME | file:MODE:UID:GID:SIZE:SHA256:TIME | link:::::TARGET:
entry() {
  case $3$4$5$6 in
    *[!A-Za-z0-9_./:@%+,-]*)
      row_words=$1
      shift
      for row_word do
        quote "$row_word"
        row_words="$row_words $quoted"
      done
      row_text="$row_text${N}row $row_words"
      ;;
    *) row_text="$row_text${N}row $1 $2 ${3:-''} ${4:-''} $5 $6" ;;
  esac
  count=$((count + 1))
  entries=1-$count
  eval "table_$row_parts=\$row_text"
  if [ $((count % rows_held)) -eq 0 ]; then
    row_parts=$((row_parts + 1))
    row_text=
  fi
}

# quote TEXT: as a word to be evaluated, in $quoted.
quote() {
  case $1 in
    *\'*) ;;
    *)
      quoted="'$1'"
      return
      ;;
  esac
  quote_rest=$1
  quoted="'"
  while :; do
    case $quote_rest in
      *\'*)
        quoted="$quoted${quote_rest%%\'*}'\\''"
        quote_rest=${quote_rest#*\'}
        ;;
      *) break ;;
    esac
  done
  quoted="$quoted$quote_rest'"
}

# each_row VERB RANGE...: VERB for each of these entries, with what `at` knows of it. A range is NUMBER or FIRST-LAST.
# VERB goes through no other rows.
each_row() {
  row_verb=$1
  shift
  row_bad=0
  way=rename base=$set/new
  for row_range do
    # There may be none at all.
    [ -n "$row_range" ] || continue
    row_first=${row_range%-*}
    row_last=${row_range#*-}
    [ "$row_last" -le "$count" ] || row_last=$count
    row_part=$(((row_first - 1) / rows_held))
    while [ $((row_part * rows_held)) -lt "$row_last" ]; do
      # Of the first and the last part perhaps not all.
      row_some=
      [ $((row_part * rows_held + 1)) -ge "$row_first" ] && [ $((row_part * rows_held + rows_held)) -le "$row_last" ] ||
        row_some=1
      eval "row_lines=\$table_$row_part"
      eval "$row_lines"
      row_part=$((row_part + 1))
    done
  done
  return "$row_bad"
}

# What a row of the table calls: the entry's $id, $place, $folder, $name, $old, $new, $way and $base: where its tree of
# staged files is, and $home: the folder it lives in.
row() {
  if [ -n "$row_some" ]; then
    [ "$1" -ge "$row_first" ] && [ "$1" -le "$row_last" ] || return 0
  fi
  id=$1 place=$2 folder=$3 name=$4 old=$5 new=$6
  [ -z "$ways" ] || eval "way=\${e_way_$1-rename} base=\${e_base_$1-\$set/new}"
  if [ "$place:$folder" != "$home_of" ]; then
    home_of=$place:$folder
    case $home_of in
      files:.) home=. ;;
      files:*) home=./$folder ;;
      *) home=/$folder ;;
    esac
  fi
  "$row_verb" || row_bad=1
}

at() {
  each_row : "$1"
}

# path_in BASE: the entry's $path where it lives (`live`), where it is staged (`staged`), or below a folder that holds
# files/ and system/.
path_in() {
  case $1 in
    live) path=$home/$name ;;
    staged) path=$base/$place/$folder/$name ;;
    *) path=$1/$place/$folder/$name ;;
  esac
}
