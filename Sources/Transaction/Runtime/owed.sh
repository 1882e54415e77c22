# Owed: services that still run other files than those that lie there, since their manager did not answer.

# The file `owed` beside the history has a line `owed RUN ACTION KIND SECONDS UNDO WORD…` for each, with the
# words of the act of RUN's script that could not be done. It is replaced whole, so that no line is ever torn.

# owe ACTION KIND SECONDS UNDO WORD...: known when the plan was made; written down by the commit.
owe() {
  [ "$phase" != activate ] || event "owed $step"
}

# pay ACTION KIND SECONDS UNDO WORD...: what an earlier run owes. If it still cannot be done, that is no
# reason to take this run back.
pay() {
  act=$((act + 1))
  case $phase in
    prepare) can_end_commands ;;
    activate)
      gate_abort
      announce pay
      if service_do "$@"; then
        paid "$@"
        event "ok $step"
      else
        event "owed $step $failure"
      fi
      ;;
    undo)
      case $acts in
        *" $act "*) service_undo "$@" || event "not-undone $step" ;;
      esac
      ;;
  esac
}

# What the script owes, before the verdict is.
write_owed() {
  while IFS= read -r o_line; do
    case $o_line in
      'owe '*) add_owed "${o_line#owe }" || return 1 ;;
    esac
  done <"$set/script"
}

# The act of the script with this number stays owed.
owe_act() {
  o_act=0
  while IFS= read -r o_line; do
    case $o_line in
      'put '* | 'call '* | 'checkout '* | 'checkout_back '* | 'read_units '* | 'service '* | 'pay '* | 'healthy '* | 'logs '* | 'watch '* | 'await '*) o_act=$((o_act + 1)) ;;
      *) continue ;;
    esac
    if [ "$o_act" -eq "$1" ]; then
      add_owed "${o_line#service }"
      return
    fi
  done <"$set/script"
  return 1
}

# A set that was copied elsewhere has nothing beside it.
add_owed() {
  [ -d "$backups/deployed" ] || return 0
  o_new="owed $run $1"
  ! grep -q -x -F -e "$o_new" "$backups/owed" 2>/dev/null || return 0
  {
    [ ! -f "$backups/owed" ] || cat "$backups/owed"
    printf '%s\n' "$o_new"
  } >"$backups/.owed.new" && replace_owed
}

replace_owed() {
  sync "$backups/.owed.new" && mv -f "$backups/.owed.new" "$backups/owed" && sync "$backups"
}

# paid ACTION KIND SECONDS UNDO WORD...: this was done, so whoever owed it is free.
paid() {
  [ -s "$backups/owed" ] || return 0
  o_action=$1
  o_kind=$2
  shift 4
  o_first=$1
  o_names=" $* "
  while IFS= read -r o_line; do
    o_same=
    eval "$o_line"
    [ -n "$o_same" ] || printf '%s\n' "$o_line"
  done <"$backups/owed" >"$backups/.owed.new" && replace_owed
}

# owed RUN ACTION KIND SECONDS UNDO WORD...: whether what was done is this; a restart is as good as a reload, new
# containers are as good as a restart, and a new image brings them.
owed() {
  case $2:$o_action in
    "$o_action:$2" | *:rebuild) ;;
    rebuild:*) return 0 ;;
    *:recreate) ;;
    recreate:*) return 0 ;;
    *:restart) ;;
    *) return 0 ;;
  esac
  [ "$3" = "$o_kind" ] || return 0
  shift 5
  if [ "$o_kind" = command ]; then
    [ "$1" != "$o_first" ] || o_same=1
    return 0
  fi
  for o_name do
    case $o_names in
      *" $o_name "*) ;;
      *) return 0 ;;
    esac
  done
  o_same=1
}

probe_owed() {
  [ -s "$backups/owed" ] || return 0
  probe_give owed "$backups/owed"
  for p_kind in systemd systemd_user compose; do
    ! grep -q "^owed [^ ]* [^ ]* '\{0,1\}${p_kind}[ ,]" "$backups/owed" 2>/dev/null || probe_manager "$p_kind"
  done
}

probe_manager() {
  manager_answers "$1" || reply "silent $1"
  [ "$1" != systemd_user ] || ! lingers || reply "lingers"
}
