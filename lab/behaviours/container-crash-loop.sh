# A container that dies, and that docker starts again each time.
expect=caught
words='started anew [1-9]|web is restarting'
host=web
behave() {
  compose_old 'import time; time.sleep(600)' '    restart: always'
  compose_new 'import time; time.sleep(1); raise SystemExit(1)' '' '  - healthy: { compose: web, within: 8s }'
}
