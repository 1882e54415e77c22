# With compose v2, settings with which one of two containers dies: the old ones are back, in the same number.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is exited \(exit 3\)'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'cd "$1" && docker-compose down -t 1 && docker compose up -d --scale web=2'
  compose_changed 's/command: .*/command: sh -c "exit 3"/'
}
proof() { on_host web 'docker ps --format "{{.Names}}" | sort | tr "\n" " " | grep "behaviour-web-1 behaviour-web-2"'; }
