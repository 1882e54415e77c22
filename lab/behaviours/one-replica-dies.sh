# One of two containers of a service dies: both have to be well.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is exited'
host=web
behave() {
  compose_old 'import time; time.sleep(600)' '    scale: 2'
  compose_new 'import os, time
try:
    os.mkdir("/app/src/first")
except FileExistsError:
    time.sleep(2)
    raise SystemExit(1)
time.sleep(600)'
}
proof() { on_host web 'test "$(docker ps -q | wc -l)" = 2'; }
