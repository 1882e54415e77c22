# Choosing: which entries a batch is made of, and lists of their numbers.

# Filters look at what `at` knows.
any() { :; }

is_new_file() {
  case $new in file:*) ;; *) return 1 ;; esac
}

is_new_content() {
  case $new in file:* | link:*) ;; *) return 1 ;; esac
}

is_new_folder() {
  case $new in dir:*) ;; *) return 1 ;; esac
}

was_file() {
  case $old in file:*) ;; *) return 1 ;; esac
}

was_no_file() {
  ! was_file
}

was_content() {
  case $old in file:* | link:*) ;; *) return 1 ;; esac
}

was_folder() {
  case $old in dir:*) ;; *) return 1 ;; esac
}

# add_number NUMBER: to $numbers, where neighbours are one range.
add_number() {
  [ "$1" -gt "$numbers_last" ] || numbers_mixed=1
  if [ "$1" -eq $((numbers_last + 1)) ] && [ -n "$numbers" ]; then
    case $numbers in
      *-"$numbers_last") numbers=${numbers%-*}-$1 ;;
      *) numbers=$numbers-$1 ;;
    esac
  else
    numbers="$numbers${numbers:+ }$1"
  fi
  numbers_last=$1
}

no_numbers() {
  numbers=
  numbers_last=-1
  numbers_mixed=
}

# In the order of the table.
sort_numbers() {
  [ -n "$numbers_mixed" ] || return 0
  # shellcheck disable=SC2086 # numbers
  list_numbers $numbers
  # shellcheck disable=SC2086 # numbers
  listed=$(printf '%s\n' $listed | sort -n)
  no_numbers
  for number in $listed; do
    add_number "$number"
  done
}

# list_numbers RANGE...: the single numbers, into $listed.
list_numbers() {
  listed=
  for number do
    number_last=${number#*-}
    number=${number%-*}
    while [ "$number" -le "$number_last" ]; do
      listed="$listed $number"
      number=$((number + 1))
    done
  done
}
