# A service whose image nobody builds here: refused.
expect=caught
words="the image of 'web' is not built here"
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  echo two >other.py
  playbook '  - copy: other.py' '  - restart: { compose: web, rebuild: true }'
}
