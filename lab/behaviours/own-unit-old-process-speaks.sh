# Only the old process of such a unit complains, while it stops: that is no fault of the new one.
expect=fine
words='of the old process'
own=1
behave() {
  own_old 'trap "echo error: interrupted; sleep 1; echo error: half done; exit 0" TERM; while :; do sleep 0.2; done'
  own_new 'echo all is well; exec sleep 600' '  - logs: { systemd_user: behaviour, for: 5s }'
}
