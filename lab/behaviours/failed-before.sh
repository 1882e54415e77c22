# The unit had failed before, and its next version fails too: it stays as it was.
expect=caught
words='behaviour had failed before the run, and stays stopped'
behave() {
  unit_old 'exit 1'
  on_host units 'for i in 1 2 3 4 5 6 7 8 9; do systemctl is-failed -q behaviour && exit; sleep 0.2; done; exit 1'
  unit_new 'sleep 1; exit 1'
}
