# Evidence: how things stood when a run failed, before its revert buries it.

# Written once, since a revert that is taken up again would find its own half-done work; every question is
# bounded, since what does not answer may be why the run failed.
gather_evidence() {
  [ ! -e "$set/evidence/machine" ] || return 0
  {
    df -P -k "$root"
    cat /proc/loadavg
    head -n 8 /proc/meminfo
  } >"$set/evidence/machine" 2>&1
  event "seen 0 $(evidence_machine <"$set/evidence/machine")"
  # shellcheck disable=SC2086 # numbers
  [ -z "$begun" ] || evidence_diff $begun >"$set/evidence/diff" 2>&1
  phase=evidence
  n_seen=' '
  n_step=$step
  # shellcheck disable=SC1091 # the set's own script
  . "$set/script"
  step=$n_step
}

# Free disk and memory in a few words; the last three digits are cut off, since sizes may not fit the shell's numbers.
evidence_machine() {
  n_disk=
  n_memory=
  while read -r n_one n_two _ n_four n_five _; do
    case $n_one:$n_five in
      MemAvailable:*) n_memory=", ${n_two%???} MB of memory free" ;;
      *:*%) n_disk="disk $n_five full, ${n_four%???} MB free" ;;
    esac
  done
  printf '%s%s' "$n_disk" "$n_memory"
}

# What the run had made of the files, as far as they are small: the new ones are gone after the revert.
evidence_diff() {
  command -v diff >/dev/null 2>&1 || return 0
  n_count=0
  each_row evidence_of "$@"
}

evidence_of() {
  [ "$n_count" -lt 20 ] && ! is_secret "$id" || return 0
  case $old:$new in
    file:*:file:* | absent:file:* | file:*:absent) ;;
    *) return 0 ;;
  esac
  n_count=$((n_count + 1))
  n_old=$set/$place/$folder/$name
  n_new=$home/$name
  [ -f "$n_old" ] || n_old=/dev/null
  [ -f "$n_new" ] || n_new=/dev/null
  diff -u -- "$n_old" "$n_new" | head -c 65536
}

# evidence_service KIND NAME...: what the service manager knows, in the set, and one look for the report.
# shellcheck disable=SC2086 # ids
evidence_service() {
  case $n_seen in *" $* "*) return 0 ;; esac
  n_seen="$n_seen$* "
  case $1 in
    systemd* | compose*) ;;
    *) return 0 ;;
  esac
  n_kind=$1
  shift
  explain "$n_kind" 100 "$@"
  mv -f "$set/evidence/check" "$set/evidence/service-$step"
  case $n_kind in
    systemd*) ask_systemd "$n_kind" --no-pager show "$@" ;;
    compose*)
      for n_name do
        ! containers "$n_kind" "$n_name" || bounded docker inspect -f '{{.Name}} {{.RestartCount}} {{.Image}} {{json .State}}' $ids
      done
      ;;
  esac >>"$set/evidence/service-$step" 2>&1
  check "$n_kind" "$@" || event "seen $step $measured"
}
