# The probe of accounts: who they are, and how root runs a command as one of them.

probe_owner() {
  p_id=$(id -u -- "$2" 2>/dev/null) || p_id=none
  reply "owner $1 $p_id"
}

probe_group() {
  p_id=none
  while IFS=: read -r p_name p_secret p_number p_rest; do
    [ "$p_name" != "$2" ] || p_id=$p_number
  done </etc/group
  if [ "$p_id" = none ] && command -v getent >/dev/null 2>&1; then
    p_id=$(getent group "$2") || p_id=none:none:none
    p_id=${p_id#*:*:}
    p_id=${p_id%%:*}
  fi
  reply "group $1 $p_id"
}

# probe_account KEY NAME: what lets root run a command as this account, found by doing so. It is named by its path, since
# commands have the account's own PATH, which may lack the folders of root's programs.
probe_account() {
  p_group=$(id -g -- "$2" 2>/dev/null) || {
    reply "account $1 absent"
    return 0
  }
  p_tool=none
  [ "$user" != 0 ] || p_tool=$(command -v setpriv) || p_tool=
  case $p_tool in
    /*)
      if "$p_tool" --reuid="$2" --regid="$p_group" --init-groups true </dev/null >/dev/null 2>&1; then
        probe_home "$2"
        reply_text "account $1 setpriv $p_group" "$p_tool$N$p_home"
        return 0
      fi
      ;;
  esac
  [ "$user" != 0 ] || p_tool=$(command -v runuser) || p_tool=
  case $p_tool in
    /*)
      if "$p_tool" -u "$2" -- true </dev/null >/dev/null 2>&1; then
        reply_text "account $1 runuser" "$p_tool"
        return 0
      fi
      ;;
  esac
  reply "account $1 none"
}

probe_home() {
  p_home=
  while IFS=: read -r p_name p_secret p_number p_id p_words p_folder p_rest; do
    [ "$p_name" != "$1" ] || p_home=$p_folder
  done </etc/passwd
  if [ -z "$p_home" ] && command -v getent >/dev/null 2>&1; then
    p_home=$(getent passwd "$1") || p_home=:::::/
    p_home=${p_home#*:*:*:*:*:}
    p_home=${p_home%%:*}
  fi
}
