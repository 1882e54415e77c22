# A container that shall have a port which another one has.
expect=caught
words='compose recreate: exit|web is (created|exited)'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'docker run -d --name squatter -p 8703:8703 lab-python:1 sleep 600'
  compose_text '    ports: ["8703:8703"]' >docker-compose.yml
  playbook '  - copy: docker-compose.yml' '  - restart: { compose: web }'
}
