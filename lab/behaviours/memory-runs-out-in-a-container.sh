# A container that takes more memory than it may have: the kernel ends it, and docker knows why. On a machine that can limit no container
# (docs/lab.md) the kernel's SIGKILL is imitated, and this shows no more than a container that is killed.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is exited \(exit 137, out of memory\)'
host=web
behave() {
  local program='x = bytearray(200 << 20); time.sleep(600)'
  if ! docker_limits_memory; then
    program='import os; os.kill(os.getpid(), 9)'
    words='web is exited \(exit 137\)'
  fi
  compose_old 'import time; time.sleep(600)'
  # What ends is then what docker started, and no process below it.
  compose_text '    mem_limit: 50m' | sed '/init:/d' | on_host web 'cd "$1" && cat >docker-compose.yml && docker-compose up -d -t 1'
  compose_new "import time; time.sleep(2); $program"
}
proof() { docker_as_before; }
