# Settings with which the container dies: the old settings are back, and a container that has them.
expect=caught
words='web is exited \(exit 3\)'
host=web
behave() {
  compose_old 'import time; time.sleep(600)' '    labels: { version: one }'
  compose_changed 's/command: .*/command: sh -c "exit 3"/'
}
proof() { on_host web 'docker ps --filter label=version=one --format "{{.Names}}" | grep web'; }
