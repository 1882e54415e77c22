# Rows: the entries of a manifest or of a request, as a table that is gone through from its beginning.
#
# A shell finds one of many thousand variables by walking along them (dash keeps 39 lists), so that variables of each
# entry take the square of the time. The rows are kept as text instead, each a line of quoted words, a few to a variable:
# a text that grows is copied, byte by byte, with each word that it gets.

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
      row=$1
      shift
      for row_word do
        quote "$row_word"
        # The rows are told apart by their ends.
        case $quoted in *"$N"*) quote_lines ;; esac
        row="$row $quoted"
      done
      row_text=$row_text$N$row
      ;;
    *) row_text="$row_text$N$1 $2 ${3:-''} ${4:-''} $5 $6" ;;
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

quote_lines() {
  quote_rest=$quoted
  quoted=
  while :; do
    case $quote_rest in
      *"$N"*)
        quoted="$quoted${quote_rest%%"$N"*}'\"\$N\"'"
        quote_rest=${quote_rest#*"$N"}
        ;;
      *) break ;;
    esac
  done
  quoted=$quoted$quote_rest
}

# each_row VERB RANGE...: VERB for each of these entries, with what `at` knows of it. A range is NUMBER or FIRST-LAST.
# VERB goes through no other rows.
each_row() {
  row_verb=$1
  shift
  row_bad=0
  for row_range do
    # There may be none at all.
    [ -n "$row_range" ] || continue
    row_at=${row_range%-*}
    row_last=${row_range#*-}
    while [ "$row_at" -le "$row_last" ] && [ "$row_at" -le "$count" ]; do
      row_skip=$(((row_at - 1) % rows_held))
      eval "row=\$table_$(((row_at - 1) / rows_held))"
      IFS=$N
      for row in $row; do
        if [ "$row_skip" -gt 0 ]; then
          row_skip=$((row_skip - 1))
          continue
        fi
        [ "$row_at" -le "$row_last" ] || break
        IFS=" 	$N"
        eval "fields $row"
        "$row_verb" || row_bad=1
        row_at=$((row_at + 1))
      done
      IFS=" 	$N"
    done
  done
  return "$row_bad"
}

# The entry's $id, $place, $folder, $name, $old, $new, $way and $base: where its tree of staged files is, and $home:
# the folder it lives in.
fields() {
  id=$1 place=$2 folder=$3 name=$4 old=$5 new=$6
  if [ -n "$ways" ]; then
    eval "way=\${e_way_$1-rename} base=\${e_base_$1-\$set/new}"
  else
    way=rename base=$set/new
  fi
  [ "$place:$folder" != "$home_of" ] || return 0
  home_of=$place:$folder
  case $home_of in
    files:.) home=. ;;
    files:*) home=./$folder ;;
    *) home=/$folder ;;
  esac
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
