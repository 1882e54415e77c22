# A program that starts well, and comes upon its mistake five seconds later.
expect=caught
words='KeyError: .user.'
quick=1
behave() {
  unit_old 'exec sleep 600'
  unit_new 'echo started; sleep 5
printf "Traceback (most recent call last):\n  File \"a.py\", line 3, in main\n    user[1]\nKeyError: %s\n" "'\''user'\''"
exec sleep 600' '' '  - logs: { systemd: behaviour, for: 9s }'
}
