# A file that no mount shows goes into a new image, and its container runs on: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='with a new image, since step 1 changes files'
host=web
quick=1
behave() {
  image_old 'import time; time.sleep(600)'
  image_new 'import time; time.sleep(601)'
}
proof() { on_host web 'docker exec "$(docker ps -q)" cat /app/src/main.py | grep 601'; }
