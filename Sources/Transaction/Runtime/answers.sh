# Answers: whether tools say of a batch, line by line, what is wanted.

# compare_lines WANTED NUMBERS COMMAND: whether COMMAND says these lines, one of each number.
compare_lines() {
  c_said=$(eval "$3" 2>/dev/null)
  c_said=$c_said$N
  [ "$c_said" != "$1" ] || return 0
  # A file that went meanwhile has no line, and then nothing tells whose the others are.
  c_wanted=$1
  IFS=$N
  # shellcheck disable=SC2086 # lines
  count_words $c_said
  c_lines=$words_count
  # shellcheck disable=SC2086 # lines
  count_words $c_wanted
  IFS=" 	$N"
  c_ids=$2
  # shellcheck disable=SC2086 # numbers
  if [ "$c_lines" -eq "$words_count" ]; then
    compare_each $c_ids
  else
    for c_id in $c_ids; do
      add_differing "$c_id"
    done
  fi
}

count_words() {
  words_count=$#
}

compare_each() {
  c_marked=
  IFS=$N
  for c_line in $c_said; do
    if [ "$c_line" != "${c_wanted%%"$N"*}" ]; then
      c_marked="$c_marked $1"
    fi
    c_wanted=${c_wanted#*"$N"}
    shift
  done
  IFS=" 	$N"
  for c_id in $c_marked; do
    add_differing "$c_id"
  done
}

# What its mode told of already is not told again because of its content.
add_differing() {
  case " $c_told " in
    *" $1 "*) ;;
    *)
      c_told="$c_told $1"
      add_number "$1"
      ;;
  esac
}

# hash_files WORDS OTHER-WORDS: what sha256sum says of the first paths, then of the others, at the same time: hashing is
# most of the work with large trees, and hosts have more than one processor. Who has many, or large ones, asks `choose_hash`
# before.
hash_files() {
  # Without a name a tool would hash what it reads, which is what the other half says.
  [ -n "$1" ] || set -- "$2" ''
  if [ "$hash_words" = sha256sum ]; then
    hash_both "$1" "$2"
  else
    # It calls all files binary.
    hash_both "$1" "$2" | sed 's/ \*/  /'
  fi
}

hash_both() {
  [ -n "$2" ] || eval "exec $hash_words $1"
  eval "exec $hash_words $2" | {
    eval "$hash_words $1"
    exec cat
  }
}
