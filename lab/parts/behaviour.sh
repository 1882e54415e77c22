# Behaviours: how a new version may conduct itself, and whether a deploy sees it.
#
# A file behaviours/NAME.sh sets `expect` to `caught` (the deploy reverts or refuses, and everything is as it was) or to `fine` (it commits).
# Beside that it may set
#   words     what the report of the deploy has to say, an extended regular expression
#   host      where it happens: `units` (the default) or `web`
#   own       not empty: the unit is one of the account's own systemd, and nothing is root's
#   transport how the host is reached, if it matters
#   quick     not empty: lab/scenario tries it too
# and has a function `behave`, which puts a version that is well on the host, at work, and writes the new one and playbooks/try.yml into
# the current folder, by the words below. A function `proof`, if there is one, has to succeed after the deploy.

behaviour_root=/srv/behaviour

# ---------------------------------------------------------------- the words of units

# unit_old PROGRAM [LINES]: the unit `behaviour` runs a program of sh; LINES go into its [Service] section.
unit_old() {
  unit_lines=${2:-}
  behaviour_clear units
  unit_program "$1" | on_host units "cat >$behaviour_root/run && chmod 755 $behaviour_root/run"
  unit_text "$unit_lines" | on_host units 'cat >/etc/systemd/system/behaviour.service && systemctl daemon-reload && systemctl start behaviour'
}

# unit_new PROGRAM [KEYS [STEP…]]: its next version, with the steps that are used for it; KEYS go into the step `restart`, which STEPs follow.
unit_new() {
  unit_program "$1" >run
  chmod 755 run
  playbook '  - copy: run' "  - restart: { systemd: behaviour${2:+, $2} }" "${@:3}"
}

# unit_changed TEXT [STEP…]: the next version of the unit's file, whose [Service] section gets these lines.
unit_changed() {
  unit_text "$1" >behaviour.service
  playbook '  - copy: { from: behaviour.service, to: /etc/systemd/system/behaviour.service }' '  - restart: { systemd: behaviour }' "${@:2}"
}

unit_program() { printf '#!/bin/sh\n%s\n' "$1"; }

unit_text() { printf '[Service]\nExecStart=%s/run\n%s\n' "$behaviour_root" "$1"; }

# ---------------------------------------------------------------- the words of an account's own units

# own_old PROGRAM: the unit `behaviour` of the account deploy, whose systemd stays when nobody is logged in.
own_old() {
  behaviour_clear units
  unit_program "$1" | on_host units "cat >$behaviour_root/run && chmod 755 $behaviour_root/run && chown -R deploy: $behaviour_root"
  # shellcheck disable=SC2016 # the host's own words
  on_host units 'loginctl enable-linger deploy && systemctl start "user@$(id -u deploy)"'
  unit_text '' | on_deploy 'mkdir -p ~/.config/systemd/user && cat >~/.config/systemd/user/behaviour.service'
  on_deploy 'systemctl --user daemon-reload && systemctl --user start behaviour'
}

# own_new PROGRAM [STEP…]
own_new() {
  unit_program "$1" >run
  chmod 755 run
  playbook '  - copy: run' '  - restart: { systemd_user: behaviour }' "${@:2}"
}

# on_deploy SCRIPT: as that account.
on_deploy() {
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run units sh -c 'id=$(id -u deploy) && exec runuser -u deploy -- env HOME=/home/deploy "XDG_RUNTIME_DIR=/run/user/$id" sh -c "$1"' sh "$1"
}

# ---------------------------------------------------------------- the words of http

# http_old: the unit `behaviour` answers on port 8704, and says that it is well.
http_old() {
  unit_old "$(http_program 'self.send_response(200); self.end_headers()')"
}

# http_new PYTHON [KEYS [SECONDS]]: its next version does this with a request, SECONDS after its start; KEYS go into the step `healthy`.
http_new() {
  unit_new "$(http_program "$1" "${3:-0}")" '' "  - healthy: { http: 'http://127.0.0.1:8704/health', within: ${4:-10}s${2:-} }"
}

# http_program PYTHON [SECONDS [ADDRESS]]
http_program() {
  cat <<END
exec python3 -u -c '
import http.server, time
class Visit(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        $1
time.sleep(${2:-0})
http.server.ThreadingHTTPServer.allow_reuse_address = True
http.server.ThreadingHTTPServer(("${3:-127.0.0.1}", 8704), Visit).serve_forever()'
END
}

# hide_tools NAME…: the unit's host has no such programs until it is cleared.
hide_tools() {
  # shellcheck disable=SC2016 # the host's own words
  on_host units 'shift; for tool; do while path=$(command -v "$tool"); do mount --bind /dev/null "$(realpath "$path")" || exit; done; done' "$@"
}

# ---------------------------------------------------------------- the words of compose

# compose_old PYTHON [LINES]: the service `web` runs a program of Python; LINES go below it in docker-compose.yml.
compose_old() {
  behaviour_clear web
  on_host web "mkdir $behaviour_root/src"
  echo "$1" | on_host web "cat >$behaviour_root/src/main.py"
  compose_text "${2:-}" | on_host web "cat >$behaviour_root/docker-compose.yml"
  on_host web "cd $behaviour_root && docker-compose up -d"
}

# compose_new PYTHON [KEYS [STEP…]]
compose_new() {
  mkdir -p src
  echo "$1" >src/main.py
  playbook '  - copy: src/main.py' "  - restart: { compose: web${2:+, $2} }" "${@:3}"
}

# compose_changed [EDIT]: the next version of docker-compose.yml has another label, and what this script of sed makes of it.
compose_changed() {
  compose_text '    labels: { version: two }' | sed "${1:-}" >docker-compose.yml
  playbook '  - copy: docker-compose.yml' '  - restart: { compose: web }'
}

compose_text() {
  cat <<END
version: "2.4"
services:
  web:
    image: lab-python:1
    init: true
    command: python3 src/main.py
    working_dir: /app
    environment: { PYTHONDONTWRITEBYTECODE: "1" }
    volumes: ["./src:/app/src"]
$1
END
}

# project_old COMPOSE: the services `web` and `job` of a project that no folder tells: it is made in deploy/ of two files, under a name, with
# variables of its own and a profile. Beside it another project of the same folder runs a service of the same name.
project_old() {
  behaviour_clear web
  on_host web "mkdir $behaviour_root/deploy"
  project_base | on_host web "cat >$behaviour_root/deploy/base.yml"
  project_more '' | on_host web "cat >$behaviour_root/deploy/more.yml"
  project_base | sed 's/version: .*}/version: other }/' | on_host web "cat >$behaviour_root/deploy/other.yml"
  on_host web "cd $behaviour_root/deploy && echo VERSION=one >prod.env && $1 -p behaviour -f other.yml up -d web"
  on_host web "cd $behaviour_root/deploy && $1 -p lms -f base.yml -f more.yml --env-file prod.env --profile jobs up -d"
}

project_base() {
  cat <<'END'
version: "2.4"
services:
  web: &service
    image: lab-python:1
    init: true
    command: python3 -c "import time; time.sleep(600)"
    environment: { VERSION: "${VERSION-none}" }
    labels: { version: base }
  job:
    <<: *service
    profiles: [jobs]
END
}

# project_more LINE: the second file.
project_more() { printf 'version: "2.4"\nservices:\n  web:\n    labels: { more: "yes" }\n    %s\n' "$1"; }

# docker_limits_memory: containers can be limited. Where the lab's cgroup2 has no controllers, docker gets the machine's hierarchies of cgroups of the
# first version, in a view of its own; a failure where the machine has none of these either.
docker_limits_memory() {
  ! on_host web 'grep -q memory /sys/fs/cgroup/cgroup.controllers' || return 0
  grep -q ':memory:' /proc/self/cgroup || return 1
  on_host web 'cat >/run/behaviour-docker && chmod 755 /run/behaviour-docker' <<'END'
#!/bin/sh
mount --make-rprivate /sys && umount -l /sys/fs/cgroup && mount -t tmpfs none /sys/fs/cgroup || exit
for name in memory devices cpu cpuacct cpuset pids freezer blkio none,name=systemd; do
  mkdir "/sys/fs/cgroup/${name##*=}" && mount -t cgroup -o "$name" cgroup "/sys/fs/cgroup/${name##*=}" || exit
done
case $1 in
  sweep) find "/sys/fs/cgroup/"*"/$2" -depth -type d -exec rmdir {} + ;;
  *) exec "$@" ;;
esac
END
  docker_units <<END
[Service]
ExecStart=
ExecStart=/usr/bin/unshare -m --propagation unchanged /run/behaviour-docker dockerd -H fd:// --containerd=/run/containerd/containerd.sock --cgroup-parent /$lab_id-memory
ExecStopPost=/usr/bin/unshare -m --propagation unchanged /run/behaviour-docker sweep $lab_id-memory
END
}

# docker_as_before: what that made is gone again.
docker_as_before() {
  behaviour_clear web
  docker_units </dev/null
}

# docker_units: starts docker and what starts its containers anew, by this drop-in, or by none.
docker_units() {
  # shellcheck disable=SC2016 # the host's own words
  on_host web 'cd /run/systemd/system && systemctl stop docker.socket docker containerd && mkdir -p docker.service.d containerd.service.d &&
    cat >docker.service.d/behaviour.conf && printf "[Service]\nExecStart=\nExecStart=/usr/bin/unshare -m --propagation unchanged /run/behaviour-docker containerd\n" >containerd.service.d/behaviour.conf &&
    { [ -s docker.service.d/behaviour.conf ] || rm -r docker.service.d containerd.service.d; } && systemctl daemon-reload && systemctl start containerd docker.socket docker'
}

# ---------------------------------------------------------------- the words of images

# image_old PYTHON [LINES [COMPOSE]]: the service `web` runs a program that its image holds; LINES go below it in docker-compose.yml.
image_old() {
  behaviour_clear web
  on_host web "mkdir $behaviour_root/src"
  echo "$1" | on_host web "cat >$behaviour_root/src/main.py"
  image_text "${2:-}" | on_host web "cat >$behaviour_root/docker-compose.yml"
  printf 'FROM lab-python:1\nCOPY src /app/src\n' | on_host web "cat >$behaviour_root/Dockerfile"
  on_host web "cd $behaviour_root && export DOCKER_BUILDKIT=0 && ${3:-docker-compose} build -q && ${3:-docker-compose} up -d"
}

# image_new PYTHON [STEP…]: its next version.
image_new() {
  mkdir -p src
  echo "$1" >src/main.py
  playbook '  - copy: src/main.py' '  - restart: { compose: web, rebuild: true }' "${@:2}"
}

image_text() { compose_text "$1" | sed 's/^    image:.*/    build: ./; /^    volumes:/d'; }

# ---------------------------------------------------------------- the words of all

# playbook STEP…: the playbook try.yml with these steps, each indented by two.
playbook() {
  mkdir -p playbooks
  {
    printf 'playbook: try\nhosts: %s\nroot: %s\n' "$host" "$behaviour_root"
    [ "$host$own" != units ] || echo 'become: true'
    [ -z "${project_settings-}" ] || echo "compose: { $project_settings }"
    printf 'steps:\n'
    printf '%s\n' "$@"
  } >playbooks/try.yml
}

# on_host HOST SCRIPT [WORD…]: as its root; standard input is its own.
on_host() { "$lab" run "$1" sh -c "$2" sh "$behaviour_root" "${@:3}"; }

# What an earlier behaviour left, whatever it was.
behaviour_clear() {
  # shellcheck disable=SC2016 # the host's own words
  on_host "$1" 'root=$1
    grep -o " /[^ ]*/\(curl\|wget\) " /proc/self/mounts | while read -r tool; do umount "$tool"; done
    set -- $(systemctl list-units --all --plain --no-legend "behaviour*" | cut -d " " -f 1)
    [ $# -eq 0 ] || systemctl kill -s KILL "$@" 2>/dev/null
    [ $# -eq 0 ] || systemctl stop "$@" 2>/dev/null
    rm -rf "$root" /etc/systemd/system/behaviour* /usr/local/bin/docker-compose
    systemctl daemon-reload
    systemctl reset-failed "behaviour*" 2>/dev/null
    systemctl stop "user@$(id -u deploy)"
    rm -rf /home/deploy/.config/systemd
    if command -v docker >/dev/null && [ -S /run/docker.sock ] && docker version >/dev/null 2>&1; then
      docker ps -aq | xargs -r docker rm -f >/dev/null
      docker network prune -f >/dev/null
    fi
    mkdir -p "$root"' </dev/null
}

# How the host stands: what a revert has to bring back.
behaviour_state() {
  # shellcheck disable=SC2016 # the host's own words
  on_host "$host" 'cd "$1" && find . -path ./backups -prune -o -type f -exec stat -c "%n %a %u:%g %y" {} + -exec sha256sum {} + | sort
    cat /etc/systemd/system/behaviour*.service /etc/systemd/system/behaviour*.d/* 2>/dev/null
    systemctl show -p Id -p ActiveState -p UnitFileState "behaviour*"
    [ ! -d /home/deploy/.config/systemd ] ||
      runuser -u deploy -- env "XDG_RUNTIME_DIR=/run/user/$(id -u deploy)" systemctl --user show -p Id -p ActiveState "behaviour*"
    cat /home/deploy/.config/systemd/user/* 2>/dev/null
    ! command -v docker >/dev/null || docker ps -a --format "{{.Names}} {{.State}} {{.Image}}" 2>/dev/null | sort
    ! command -v docker >/dev/null || docker ps -aq 2>/dev/null | xargs -r docker inspect -f "{{.Name}} {{.Image}}" | sort' </dev/null | { grep . || :; }
}

# ---------------------------------------------------------------- trying them

# behaviour_read NAME: what the file says.
behaviour_read() {
  unset -f behave proof
  expect=
  words=
  host=units
  quick=
  own=
  transport=auto
  project_settings=
  proof() { :; }
  # shellcheck source=/dev/null
  . "$home/behaviours/$1.sh"
  case $expect:$host in
    caught:units | caught:web | fine:units | fine:web) ;;
    *) fail "lab/behaviours/$1.sh: 'expect' is '$expect', 'host' is '$host'" ;;
  esac
}

# behaviour_try NAME: deploys it, and tells in the file `verdict` of the scratch folder whether it was `caught` or `fine`.
behaviour_try() {
  local before after code=0
  rm -rf "$scratch/verdict" "$scratch/project"
  mkdir -p "$scratch/project"
  cd "$scratch/project" || return
  behaviour_read "$1"
  behave
  before=$(behaviour_state)
  LAB_DEADLINE=280 "$lab" client "$binary" deploy -F "$config" --transport "$transport" --yes playbooks/try.yml >"$scratch/said" 2>&1 </dev/null || code=$?
  cat "$scratch/said"
  case $code in
    0) echo fine >"$scratch/verdict" ;;
    3 | 4)
      # Both without the line ends that a substitution takes off.
      after=$(behaviour_state)
      diff <(echo "$before") <(echo "$after")
      echo caught >"$scratch/verdict"
      ;;
    *) false ;;
  esac
  [ "$(cat "$scratch/verdict")" = "$expect" ]
  [ -z "$words" ] || grep -q -E -e "$words" "$scratch/said"
  proof
}

behaviour_names() {
  local file
  for file in "$home"/behaviours/*.sh; do basename "$file" .sh; done
}
