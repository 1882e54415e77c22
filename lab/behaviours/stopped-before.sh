# The unit did not run before, and its next version dies: it does not run after either.
expect=caught
words='behaviour is failed'
behave() {
  unit_old 'exec sleep 600'
  on_host units 'systemctl stop behaviour'
  unit_new 'sleep 1; exit 1'
}
