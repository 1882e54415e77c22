# A service of commands alone, whose status is good for three seconds.
# shellcheck disable=SC2016 # words of the host
expect=caught
words="healthy 'test"
behave() {
  behaviour_clear units
  printf '#!/bin/sh\nkill "$(cat /run/behaviour)" 2>/dev/null\nsetsid ./run </dev/null >/dev/null 2>&1 &\necho $! >/run/behaviour\n' | on_host units 'cat >"$1/control" && chmod 755 "$1/control"'
  unit_program 'exec sleep 600' | on_host units 'cat >"$1/run" && chmod 755 "$1/run" && cd "$1" && ./control'
  unit_program 'sleep 3; exit 1' >run
  chmod 755 run
  playbook '  - copy: run' '  - restart: { command: ./control, status: "test -d /proc/$(cat /run/behaviour)" }' '    timeout: 6s'
}
proof() { on_host units 'kill -KILL "$(cat /run/behaviour)"'; }
