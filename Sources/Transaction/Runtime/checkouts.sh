# Checkouts: verbs that move a git checkout to another commit, and back.

# checkout FOLDER SECONDS FROM TO BRANCH REMOTE REF DRIFT: moves the checkout from one commit to another, on BRANCH or, if
# that is empty, on none. What is not there is fetched by REF of REMOTE. DRIFT says what becomes of local edits: `fail`
# or `stash`.
checkout() {
  act=$((act + 1))
  move_checkout forth "$@"
}

# checkout_back FOLDER SECONDS FROM RUN ACT...: to where it was before the last of these acts of earlier runs, the newest
# first. FROM is empty if nobody knows where it is.
checkout_back() {
  act=$((act + 1))
  move_checkout back "$@"
}

move_checkout() {
  k_way=$1
  k_folder=$2
  k_seconds=$3
  shift 3
  case $phase in
    prepare)
      can_end_commands
      place_saved "$k_folder"
      in_checkout "$act" "$k_folder" "$k_seconds" "prepare_$k_way" "$k_saved" "$@" || refuse "$step" "$words"
      ;;
    activate)
      gate_abort
      in_checkout "$act" "$k_folder" "$k_seconds" compare || fail "$words"
      announce checkout
      if ! in_checkout "$act" "$k_folder" "$k_seconds" move new; then
        gate_abort
        fail "$words"
      fi
      event "ok $step $words"
      ;;
    collect)
      case $acts in *" $act "*) ;; *) return 0 ;; esac
      eval "u_step_$act=\$step u_folder_$act=\$k_folder u_seconds_$act=\$k_seconds"
      backwards="checkout:$act $backwards"
      ;;
  esac
}

# place_saved FOLDER: where its files are kept, in $k_saved.
place_saved() {
  case $1 in
    "$root") k_saved=$set/files ;;
    "${root%/}"/*) k_saved=$set/files/${1#"${root%/}"/} ;;
    *) k_saved=$set/system$1 ;;
  esac
}

# checkout_undo ACT: it may be repeated, from any point.
checkout_undo() {
  u_here=$step
  eval "step=\$u_step_$1 u_folder=\$u_folder_$1 u_seconds=\$u_seconds_$1"
  place_saved "$u_folder"
  in_checkout "$1" "$u_folder" "$u_seconds" move old "$k_saved"
  u_code=$?
  while IFS= read -r u_line; do
    case $u_line in 'aside: '*) event "kept-aside $step ${u_line#aside: }" ;; esac
  done <"$k_file"
  if [ "$u_code" -eq 0 ]; then
    event "undone $step back $words"
  else
    event "undo-failed $step $words"
    undo_failed=1
  fi
  step=$u_here
}

# in_checkout ACT FOLDER SECONDS WORK ARGUMENT...: a piece of work in a process of its own, which can be ended with all the
# git that it started. Its last words are in $words.
in_checkout() {
  k_act=$1
  k_limit=$3
  k_file=$set/evidence/step-$step-git
  k_name=$2
  shift 3
  # shellcheck disable=SC2016 # the command's own words
  account "$k_limit" "$k_file" 'exec "$@"' "$shell" "$set/runtime" git "$set" "$k_act" "$k_name" "$@"
  k_code=$?
  k_said=
  words=
  while IFS= read -r k_line; do
    case $k_line in
      'done: '*) words=${k_line#done: } ;;
      'reason: '*) words=${k_line#reason: } ;;
      'aside: '*) ;;
      *) k_said=$k_line ;;
    esac
  done <"$k_file"
  [ "$k_code" -ne 0 ] || return 0
  if [ -n "$late" ] || [ -z "$words" ]; then
    status_words "$k_code" "$k_limit"
    words="git in $k_name: $words${k_said:+, $k_said}"
  fi
  return 1
}
