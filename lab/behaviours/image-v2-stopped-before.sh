# With compose v2, a service that did not run gets a new image, which dies: it has the old one again, and does not run.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is stopped as before'
host=web
behave() {
  image_old 'import time; time.sleep(600)' '' 'docker compose'
  on_host web 'cd "$1" && docker compose down -t 1 && docker compose up --no-start'
  image_new 'raise SystemExit(3)'
}
proof() { on_host web 'docker inspect -f "{{.State.Status}}" behaviour-web-1 | grep -x created'; }
