# Such a unit says a traceback after three seconds, and runs on.
expect=caught
words='the log matches: behaviour'
own=1
behave() {
  own_old 'exec sleep 600'
  own_new 'sleep 3; echo Traceback; echo "ImportError: no module"; exec sleep 600' \
    '  - logs: { systemd_user: behaviour, for: 10s, fail: ImportError }'
}
