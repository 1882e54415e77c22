# A unit whose start takes a minute: slow, and well.
# shellcheck disable=SC2016 # words of the host
expect=fine
behave() {
  unit_old 'exec sleep 600' 'ExecStartPre=-/srv/behaviour/before'
  on_host units 'printf "#!/bin/sh\nexit 0\n" >"$1/before" && chmod 755 "$1/before" && systemctl restart behaviour'
  printf '#!/bin/sh\nsleep 60\n' >before
  chmod 755 before
  playbook '  - copy: before' '  - restart: { systemd: behaviour }'
}
