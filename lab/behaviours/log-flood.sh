# A program that writes tens of thousands of lines a second, and is well.
expect=fine
words='quiet for 8 s: [0-9]{5,} lines'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec sleep 600'
  unit_new 'i=0; while [ $i -lt 60 ]; do yes "a line of a log that says that all is well, and more of it" | head -n 10000; i=$((i + 1)); sleep 0.2; done >/var/log/behaviour.log; exec sleep 600' \
    '' '  - logs: { file: /var/log/behaviour.log, for: 8s }'
}
