# The image cannot be made: nothing was touched, and nothing stays.
expect=caught
words='compose rebuild: exit'
host=web
behave() {
  image_old 'import time; time.sleep(600)'
  printf 'FROM lab-python:1\nCOPY missing /app/src\n' >Dockerfile
  playbook '  - copy: Dockerfile' '  - restart: { compose: web, rebuild: true }'
}
