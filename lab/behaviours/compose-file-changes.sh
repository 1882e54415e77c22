# Other settings of a container: compose makes it anew, which a restart would not: well.
expect=fine
words='made anew'
host=web
quick=1
behave() {
  compose_old 'import time; time.sleep(600)'
  compose_changed
}
proof() { on_host web 'docker ps --filter label=version=two --format "{{.Names}}" | grep web'; }
