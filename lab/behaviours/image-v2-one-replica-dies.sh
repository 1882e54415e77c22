# With compose v2, one of two containers of a new image dies: both are back on the old image.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is exited'
host=web
behave() {
  image_old 'import time; time.sleep(600)' '' 'docker compose'
  on_host web 'cd "$1" && docker compose up -d --scale web=2'
  image_new 'import socket, time
time.sleep(1)
if int(socket.gethostbyname(socket.gethostname()).split(".")[-1]) % 2:
    raise SystemExit(1)
time.sleep(600)'
}
proof() { on_host web 'test "$(docker ps -q | wc -l)" = 2'; }
