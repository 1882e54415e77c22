# Containers that are made of settings anew.

# compose_anew KIND ACTION SECONDS OUTPUT SERVICE...: containers are made anew where compose finds their settings or their image
# changed; to `rebuild` makes that image first. Those that it leaves are restarted, for the files behind their mounts.
compose_anew() {
  n_kind=$1
  n_action=$2
  n_seconds=$3
  n_file=$4
  shift 4
  for n_name do
    n_record=$set/control/containers-$act-$n_name
    if [ "$phase" = undo ]; then
      anew_tidy "$n_name"
      anew_images || return
    else
      anew_record "$n_name" || return
      if [ "$n_action" = rebuild ] && ! anew_known "$n_name"; then
        compose_account "$n_kind" "$n_seconds" "$n_file" build "$n_name" || return
      fi
    fi
    n_old=
    ! containers "$n_kind" "$n_name" || n_old=$ids
    anew_up "$n_name" -d || return
    containers "$n_kind" "$n_name" || continue
    for n_id in $n_old; do
      case $N$ids$N in
        *"$N$n_id$N"*)
          compose_account "$n_kind" "$n_seconds" "$n_file" restart "$n_name" || return
          break
          ;;
      esac
    done
  done
}

# compose_unmake KIND SECONDS OUTPUT SERVICE...: what did not run before is made anew as it was, and not started; where there was no
# container none is left.
compose_unmake() {
  n_kind=$1
  n_seconds=$2
  n_file=$3
  shift 3
  for n_name do
    n_record=$set/control/containers-$act-$n_name
    containers "$n_kind" "$n_name" || continue
    compose_account "$n_kind" "$n_seconds" "$n_file" stop "$n_name" || return
    [ -f "$n_record" ] || continue
    if [ ! -s "$n_record" ]; then
      # shellcheck disable=SC2086 # ids
      bounded docker rm -f $ids >"$n_file" 2>&1 || return
      continue
    fi
    anew_tidy "$n_name"
    anew_images || return
    anew_up "$n_name" --no-start || return
  done
}

# anew_up SERVICE OPTION: with as many containers as there were.
anew_up() {
  n_number=$(grep -c . "$n_record" 2>/dev/null) || n_number=0
  n_service=$1
  set -- up "$2" --no-deps
  [ "$n_number" -le 1 ] || set -- "$@" --scale "$n_service=$n_number"
  compose_account "$n_kind" "$n_seconds" "$n_file" "$@" "$n_service"
}

# images RUN ACT: a new image need not be made where the one is still there that containers had before that act of an earlier run.
images() {
  step_images=$backups/$1/control/containers-$2
}

# anew_known SERVICE: whether all of these images are there; then they have their names again.
anew_known() {
  [ -n "$step_images" ] && [ -s "$step_images-$1" ] || return 1
  while read -r n_id n_was n_image n_reference; do
    [ -n "$n_reference" ] && bounded docker image inspect "$n_image" >/dev/null 2>&1 || return 1
  done <"$step_images-$1"
  n_mine=$n_record
  n_record=$step_images-$1
  anew_images
  n_code=$?
  n_record=$n_mine
  return "$n_code"
}

# Which containers there are before, with their names and images: what a revert counts and cleans up by, and goes back to.
anew_record() {
  if ! containers "$n_kind" "$1"; then
    # Only who is sure that there was none may take away later what is there then.
    [ -n "$project" ] && manager_answers compose && ! containers "$n_kind" "$1" || return 0
    true >"$n_record" && sync "$n_record"
    return
  fi
  # shellcheck disable=SC2086 # ids
  bounded docker inspect -f '{{.Id}} {{.Name}} {{.Image}} {{.Config.Image}}' $ids >"$n_record" 2>"$n_file" && sync "$n_record"
}

# The names by which compose finds images go back to those that the containers had: an image that was built or pulled
# meanwhile has taken them. A name that says which content is meant cannot be moved, and need not.
anew_images() {
  [ -f "$n_record" ] || return 0
  while read -r n_id n_was n_image n_reference; do
    case $n_reference in
      '' | sha256:* | *@*) continue ;;
    esac
    bounded docker tag "$n_image" "$n_reference" >"$n_file" 2>&1 || return
  done <"$n_record"
}

# Where compose failed half way, the old container is still there under another name, beside the one that should have taken
# its place.
anew_tidy() {
  [ -f "$n_record" ] && containers "$n_kind" "$1" || return 0
  n_left=
  while read -r n_id n_was n_image; do
    case $N$ids$N in
      *"$N$n_id$N"*) n_left=$n_left$N$n_id$N ;;
    esac
  done <"$n_record"
  [ -n "$n_left" ] || return 0
  for n_id in $ids; do
    case $n_left in
      *"$N$n_id$N"*) ;;
      *) bounded docker rm -f "$n_id" >/dev/null 2>&1 ;;
    esac
  done
  while read -r n_id n_was n_image; do
    case $n_left in
      *"$N$n_id$N"*)
        n_now=$(bounded docker inspect -f '{{.Name}}' "$n_id" 2>/dev/null)
        [ "$n_now" = "$n_was" ] || bounded docker rename "$n_id" "${n_was#/}" >/dev/null 2>&1
        ;;
    esac
  done <"$n_record"
}
