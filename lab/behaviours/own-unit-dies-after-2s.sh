# A unit of the account's own systemd ends with an error after two seconds.
expect=caught
words='behaviour is failed'
own=1
behave() {
  own_old 'exec sleep 600'
  own_new 'sleep 2; exit 1'
}
proof() { on_deploy 'systemctl --user is-active behaviour'; }
