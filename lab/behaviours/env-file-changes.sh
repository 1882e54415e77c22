# Other variables of a container: compose makes it anew, with the mount as it was: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='made anew where web.env says otherwise'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_text '    env_file: ["web.env"]' | on_host web 'cd "$1" && cat >docker-compose.yml && echo VERSION=one >web.env && docker-compose up -d'
  echo VERSION=two >web.env
  playbook '  - copy: web.env' '  - restart: { compose: web }'
}
proof() { on_host web 'docker inspect -f "{{.Config.Env}}" "$(docker ps -q)" | grep VERSION=two'; }
