# Bytes that are no text, with a zero in the middle of the word that counts.
expect=caught
words='behaviour.log: .*error'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'exec sleep 600'
  unit_new 'head -c 20000 /dev/zero >/var/log/behaviour.log; printf "\001\377\200 err\000or \376\n" >>/var/log/behaviour.log; exec sleep 600' '' \
    '  - logs: { file: /var/log/behaviour.log, for: 4s }'
}
