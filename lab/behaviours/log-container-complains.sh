# A container that is started again with the new code, and complains after two seconds.
expect=caught
words='web: ZeroDivisionError|ZeroDivisionError'
host=web
behave() {
  compose_old 'import time; print("old error", flush=True); time.sleep(600)'
  compose_new 'import time; time.sleep(2)
try: 1/0
except Exception: import traceback; traceback.print_exc()
time.sleep(600)' '' '  - logs: { compose: web, for: 6s }'
}
