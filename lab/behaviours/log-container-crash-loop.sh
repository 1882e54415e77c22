# A container that dies with a complaint and is started again: each time it is the new version.
expect=caught
words='RuntimeError: no such table'
host=web
behave() {
  compose_old 'import time; time.sleep(600)' '    restart: always'
  compose_new 'raise RuntimeError("no such table")' '' '  - logs: { compose: web, for: 8s }'
}
