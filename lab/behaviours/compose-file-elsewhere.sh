# A project below the root, of a file with a name of its own: it is found by its containers. Well.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='made anew where deploy/stack.yml says otherwise'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'cd "$1" && docker-compose down -t 1 && mkdir deploy && mv docker-compose.yml deploy/stack.yml && mv src deploy/src && docker-compose -f deploy/stack.yml up -d'
  mkdir deploy
  compose_text '    labels: { version: two }' >deploy/stack.yml
  playbook '  - copy: deploy/stack.yml' '  - restart: { compose: web }'
}
proof() { on_host web 'docker ps --filter label=version=two --format "{{.Names}}" | grep deploy_web_1'; }
