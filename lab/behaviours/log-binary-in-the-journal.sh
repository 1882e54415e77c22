# The journal keeps such bytes as a blob, and shows them only who asks for it.
expect=caught
words='error'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'printf "\001\377\200 error \376\n"; exec sleep 600' '' '  - logs: { systemd: behaviour, for: 4s }'
}
