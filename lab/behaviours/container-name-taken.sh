# A container that shall have a name which another one has.
expect=caught
words='compose recreate: exit'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'docker run -d --name squatter lab-python:1 sleep 600'
  compose_text '    container_name: squatter' >docker-compose.yml
  playbook '  - copy: docker-compose.yml' '  - restart: { compose: web }'
}
