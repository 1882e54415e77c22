# A unit of the account's own systemd runs on: well.
expect=fine
own=1
quick=1
behave() {
  own_old 'exec sleep 600'
  own_new 'exec sleep 601'
}
