# A container that is healthy for four seconds, and then no more.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='its health is unhealthy|within 6 s'
host=web
behave() {
  local health='    healthcheck: { test: ["CMD", "python3", "-c", "import os, sys; sys.exit(not os.path.exists(chr(47) + \"tmp/well\"))"], interval: 1s, timeout: 3s, retries: 1 }'
  compose_old 'import time; open("/tmp/well", "w"); time.sleep(600)' "$health"
  compose_new 'import os, time; open("/tmp/well", "w"); time.sleep(4); os.remove("/tmp/well"); time.sleep(600)' '' \
    '  - healthy: { compose: web, within: 6s }'
}
