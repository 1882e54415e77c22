# Somebody broke the compose file on the host, and the run does not mend it: refused with the plan, since no restart would work.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='compose cannot read its files in /srv/behaviour: .*nonsense'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'cd "$1" && sed -i "s/^    init: true/    nonsense: true/" docker-compose.yml'
  compose_new 'import time; time.sleep(601)'
}
