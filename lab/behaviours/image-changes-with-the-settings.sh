# Other settings name another content of the same image, with which the container dies: the old content has the name again.
# shellcheck disable=SC2016 # words of the host
expect=caught
words='web is exited'
host=web
behave() {
  image_old 'import time; time.sleep(600)'
  on_host web 'cd "$1" && sed -i "s/^    build:.*/    image: behaviour_web/" docker-compose.yml && docker-compose up -d'
  image_text '    labels: { version: two }' | sed 's/^    build:.*/    image: behaviour_web/' >docker-compose.yml
  playbook '  - run: printf "FROM lab-python:1\n" | DOCKER_BUILDKIT=0 docker build -q -t behaviour_web -' '    undo: "true"' \
    '  - copy: docker-compose.yml' '  - restart: { compose: web }'
}
