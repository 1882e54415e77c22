# A compose file that compose cannot read.
expect=caught
words='compose recreate: exit'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_text '    port: nonsense' >docker-compose.yml
  playbook '  - copy: docker-compose.yml' '  - restart: { compose: web }'
}
