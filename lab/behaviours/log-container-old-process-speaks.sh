# Only the old process of a container complains, while it stops.
expect=fine
words='1 of the old process'
host=web
behave() {
  compose_old 'import signal, sys, time
def end(*_): print("error: interrupted", flush=True); sys.exit(0)
signal.signal(signal.SIGTERM, end)
while True: time.sleep(0.2)'
  compose_new 'import time; print("all is well", flush=True); time.sleep(600)' '' '  - logs: { compose: web, for: 5s }'
}
