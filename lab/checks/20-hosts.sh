# What each host is for.

far_is_reached_through_units_only() { # check
  refused_with 'unreachable' on far -o ProxyJump=none true
  on far true
}

deploy_has_sudo_without_a_password() { # check
  [ "$(on units sudo -n id -u)" = 0 ]
}

careful_has_sudo_with_a_password() { # check
  refused_with 'password is required' on units -l careful sudo -n id
  [ "$(on units -l careful "echo lab | sudo -S -p '' id -u")" = 0 ]
}

guest_has_no_sudo() { # check
  refused_with 'not allowed|may not run|not in the sudoers' on units -l guest "echo lab | sudo -S -p '' id -u"
}

services_run_under_systemd_and_their_logs_are_kept() { # check
  on units "printf '[Service]\nExecStart=/bin/sh -c \"echo it speaks; exec sleep 600\"\n' | sudo tee /etc/systemd/system/speaker.service >/dev/null &&
    sudo systemctl daemon-reload && sudo systemctl restart speaker && systemctl is-active speaker"
  soon grep_journal 'it speaks'
}

grep_journal() {
  on units journalctl -q --no-pager -u speaker | grep "$1"
}

# survivor HOST: whether a process that left its session outlives the connection.
survivor() {
  on "$1" 'setsid sleep 345 </dev/null >/dev/null 2>&1 & sleep 0.1; cat /proc/$!/comm'
  on "$1" 'true'
  "$lab" run "$1" pgrep -f 'sleep 345'
}

a_background_process_outlives_the_session_on_units() { # check
  survivor units
}

it_dies_with_the_session_on_kill() { # check
  on kill 'setsid sleep 345 </dev/null >/dev/null 2>&1 & true'
  soon nothing_sleeps kill
}

it_dies_with_the_connection_on_socket() { # check
  on socket 'setsid sleep 345 </dev/null >/dev/null 2>&1 & true'
  soon nothing_sleeps socket
}

nothing_sleeps() {
  ! "$lab" run "$1" pgrep -f 'sleep 345' >/dev/null
}

ash_has_busybox_and_nothing_else() { # check
  local tool
  for tool in bash python3 systemctl sftp-server sudo perl; do refused_with . on ash "command -v $tool || { echo none; exit 1; }"; done
  on ash 'ls --help 2>&1' | grep BusyBox
}

db_answers_with_a_password() { # check
  [ "$("$lab" client env PGPASSWORD=lab psql -h 10.77.0.15 -U app app -Atc 'select 6 * 7')" = 42 ]
  refused_with 'authentication failed' "$lab" client env PGPASSWORD=wrong psql -h 10.77.0.15 -U app app -c 'select 1'
}

compose_project() {
  on web 'mkdir -p /root/shop/src && cd /root/shop &&
    echo "import http.server; http.server.test(http.server.SimpleHTTPRequestHandler, port=8000)" >src/service.py &&
    echo "it works" >src/index.html &&
    printf "services:\n  web:\n    image: lab-python:1\n    init: true\n    command: python3 service.py\n    working_dir: /src\n    volumes: [\"./src:/src\"]\n    ports: [\"8000:8000\"]\n" >body &&
    { echo "version: \"2.4\""; cat body; } >docker-compose.yml'
}

compose_serves() {
  "$lab" client curl -s -m 5 http://10.77.0.11:8000/ | grep 'it works'
}

compose_v1_runs_python_from_a_bind_mount() { # check
  compose_project
  on web 'cd /root/shop && docker-compose up -d 2>&1'
  soon compose_serves
  on web 'cd /root/shop && docker-compose down 2>&1'
}

compose_v2_runs_python_from_a_bind_mount() { # check
  compose_project
  on web 'cd /root/shop && docker compose up -d 2>&1'
  soon compose_serves
  on web 'cd /root/shop && docker compose down 2>&1'
}

the_clients_clock_can_be_wrong() { # check
  local now there
  now=$(date +%s)
  there=$("$lab" client --clock +3h date +%s)
  [ $((there - now)) -ge 10790 ]
  [ $((there - now)) -le 10860 ]
}

a_command_of_the_client_has_a_deadline() { # check
  local status=0
  LAB_DEADLINE=1 "$lab" client sleep 50 || status=$?
  [ "$status" = 124 ]
}

# shellcheck disable=SC2016 # the words are for the shell of the host
run_passes_words_input_and_status_on() { # check
  [ "$(echo 'from here' | "$lab" run web sh -c 'read -r line; echo "$1: $line"' sh 'two words')" = 'two words: from here' ]
  local status=0
  "$lab" run web sh -c 'exit 7' || status=$?
  [ "$status" = 7 ]
}
