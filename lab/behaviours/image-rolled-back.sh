# A new image that is well is rolled back: the containers have the very image of before, and not one that was built again.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='with a new image'
host=web
behave() {
  image_old 'import time; time.sleep(600)'
  on_host web 'docker inspect -f "{{.Image}}" behaviour_web_1 >"$1/image"'
  image_new 'import time; time.sleep(601)'
}
proof() {
  on_host web 'test "$(docker inspect -f "{{.Image}}" behaviour_web_1)" != "$(cat "$1/image")"'
  "$lab" client "$binary" rollback -F "$config" --yes "web:$behaviour_root" latest >"$scratch/said" 2>&1 </dev/null
  grep -E 'with the image from before try_[0-9_]+, or a new one' "$scratch/said"
  on_host web 'test "$(docker inspect -f "{{.Image}}" behaviour_web_1)" = "$(cat "$1/image")" && docker exec behaviour_web_1 cat src/main.py | grep 600'
}
