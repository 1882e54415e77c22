# shells: an account for each login shell, and some whose shells talk, sleep or do something else; no sftp, no Python.
host_address=10.77.0.18
host_tools='zsh fish tcsh rbash dash'
host_accounts='bash:/bin/bash dash:/bin/dash zsh:/usr/bin/zsh fish:/usr/bin/fish tcsh:/usr/bin/tcsh rbash:/bin/rbash
  loud:/bin/bash slow:/bin/bash louder:/usr/bin/tcsh forced:/bin/bash nologin:/usr/sbin/nologin'
host_dress() {
  local top=$1 account name shell id=2100 file
  for file in passwd shadow group; do cp -p "$layers/added/etc/$file" "$top/etc/$file"; done
  for account in $host_accounts; do
    name=${account%%:*} shell=${account#*:} id=$((id + 1))
    echo "$name:x:$id:$id::/home/$name:$shell" >>"$top/etc/passwd"
    echo "$name:*:19000:0:99999:7:::" >>"$top/etc/shadow"
    echo "$name:x:$id:" >>"$top/etc/group"
    mkdir -p "$top/home/$name/.ssh"
    install -m 600 "$(keys_pair client).pub" "$top/home/$name/.ssh/authorized_keys"
    chmod 700 "$top/home/$name/.ssh"
    shells_start "$top/home/$name" "$name"
    chown -R "$id:$id" "$top/home/$name"
  done
  # A character device 0:0 in the top layer hides what the layers below have.
  mkdir -p "$top/usr/bin" "$top/usr/lib/openssh"
  for file in /usr/bin/python3 /usr/bin/python3.11 /usr/lib/openssh/sftp-server; do
    [ ! -e "$file" ] || mknod "$top$file" c 0 0
  done
}
# What the shell of the account reads when sshd starts it.
shells_start() {
  case $2 in
    loud) echo 'echo welcome to shells; echo "have a look at the news" >&2' >"$1/.bashrc" ;;
    louder) echo 'echo welcome to shells; alias sh "echo no; false"' >"$1/.cshrc" ;;
    slow) echo 'sleep 2' >"$1/.bashrc" ;;
    forced) sed -i 's/^/command="echo only backups are made here" /' "$1/.ssh/authorized_keys" ;;
  esac
}
