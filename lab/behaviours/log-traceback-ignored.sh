# A traceback whose exception is to be ignored, is ignored with all its lines.
expect=fine
words='1 ignored'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'printf "Traceback (most recent call last):\n  File \"a.py\", line 3, in main\nConnectionResetError: gone\n"; exec sleep 600' '' \
    '  - logs: { systemd: behaviour, for: 4s, ignore: ConnectionResetError }'
}
