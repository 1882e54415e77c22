# Nobody can be asked about containers: refused.
expect=caught
words='docker does not answer'
host=web
behave() {
  compose_old 'import time; time.sleep(600)'
  on_host web 'systemctl stop docker.socket docker'
  compose_new 'import time; time.sleep(601)'
}
proof() { on_host web 'systemctl start docker.socket docker'; }
