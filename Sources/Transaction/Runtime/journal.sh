# Time, journal, events.

# Seconds since the epoch in $now, without a process: one `date`, then the kernel's uptime.
clock() {
  if read -r now_up _ </proc/uptime 2>/dev/null; then
    now_up=${now_up%%.*}
    if [ -z "${clock_base-}" ]; then
      clock_base=$(($(date +%s) - now_up))
    fi
    now=$((clock_base + now_up))
  else
    now=$(date +%s)
  fi
}

# One line into the journal, synced before the caller goes on. A line torn by a power cut has no newline
# and is not read; starting with one when recovering keeps the next line whole.
journal() {
  note "$@" && sync "$set/journal" && return 0
  # The disk is full, and what was begun needs its journal; a torn line must not swallow this one.
  [ "${phase:-prepare}" != prepare ] && drop_reserve && printf '\n' >>"$set/journal" && journal "$@"
}

# A line that is synced with the next one, before anything relies on it.
note() {
  clock
  printf '%s %s\n' "$now" "$*" >>"$set/journal"
}

# One line for whoever follows. Not synced: the journal is what counts.
event() {
  e_text=$*
  e_text=${e_text%%"$N"*}
  if [ "${veils:-0}" -gt 0 ]; then
    veiled=$e_text
    veil
    e_text=$veiled
  fi
  printf '%s\n' "$e_text" >>"$set/events" && return 0
  [ "${phase:-prepare}" != prepare ] && drop_reserve && printf '\n%s\n' "$e_text" >>"$set/events"
}

# Reads the journal: $state, $closed, $acts and $undone (numbers of the acts begun, and of the commands taken back, each
# between spaces), $before, $rebooted. A run that is taken up again after its last line is open again.
read_journal() {
  state=
  closed=
  acts=' '
  undone=' '
  before=' '
  rebooted=
  [ -f "$1" ] || return 0
  while read -r _ j_kind j_one j_rest; do
    case $j_kind in
      state) state=$j_one closed= ;;
      closed) closed=1 ;;
      boot)
        boot_identity
        [ "$j_one" = "$i_boot" ] || rebooted=1
        ;;
      act) acts="$acts$j_one " ;;
      undone) undone="$undone$j_one " ;;
      before) before="$before$j_one=$j_rest " ;;
    esac
  done <"$1"
}
