# The old container does not hear that it shall end, so docker has to kill it: slow, and well.
expect=fine
host=web
behave() {
  compose_old 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)' '    stop_grace_period: 4s'
  compose_new 'import time; time.sleep(601)'
}
