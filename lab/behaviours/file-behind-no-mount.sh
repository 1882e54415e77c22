# A file that the container does not see: refused.
expect=caught
words='not visible to web'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  echo two >other.py
  playbook '  - copy: other.py' '  - restart: { compose: web }'
}
