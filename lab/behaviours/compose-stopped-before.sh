# The service was made and did not run. Other settings have it made anew and started, and it dies: it is there as it was, and does not run.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is stopped as before'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'cd "$1" && docker-compose down -t 1 && docker-compose up --no-start'
  compose_changed 's/command: .*/command: sh -c "exit 3"/'
}
proof() { on_host web 'docker inspect -f "{{.State.Status}} {{.Config.Labels.version}}" behaviour_web_1 | grep -x "created <no value>"'; }
