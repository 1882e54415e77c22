# The word that counts is cut in two by a change of color.
expect=caught
words='an error in red'
behave() {
  unit_old 'exec sleep 600'
  unit_new 'printf "an \033[1;31merr\033[38;5;9mor\033[0m in red\n"; exec sleep 600' '' '  - logs: { systemd: behaviour, for: 4s }'
}
