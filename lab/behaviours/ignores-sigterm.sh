# The old version does not hear that it shall end, so systemd has to kill it: slow, and well.
expect=fine
behave() {
  unit_old 'trap "" TERM; while :; do sleep 1; done' 'TimeoutStopSec=4'
  unit_new 'exec sleep 600'
}
