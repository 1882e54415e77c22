# Scenario A: a hotfix of two source files of a service behind docker-compose, and the same with two systemd units.

lms=/root/projects/lms

# lms_begins [COMPOSE]: a fresh project on the host, and a fresh copy of the playbook's project here.
lms_begins() {
  local compose=${1:-docker-compose}
  # Containers and networks of an older check have no other owner on this host, whichever compose made them.
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run web sh -c 'docker ps -aq | xargs -r docker rm -f; docker network prune -f </dev/null; rm -rf "$1" /usr/local/bin/docker-compose
    mkdir -p "$1" && tar -C "$1/.." -xf -' sh "$lms" < <(tar -C "$home/scenarios" -cf - lms) >/dev/null
  "$lab" run web sh -c "cd $lms && $compose up -d" >/dev/null 2>&1
  soon lms_says '"maths", "maths"'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cp -r "$home/../playbooks/deduplication-fix.yml" "$home/../playbooks/deduplication-fix" "$scratch/project/playbooks/"
  printf 'hosts:\n  lms: { address: web }\n' >"$scratch/project/hosts.yml"
  cd "$scratch/project" || return
}

# One check takes the gates as the playbook has them; for the others they need not look on for so long.
lms_hurries() {
  sed -i 's/stable_for: 3s/stable_for: 1s/; s/for: 5s/for: 2s/' playbooks/deduplication-fix.yml
}

lms_says() {
  "$lab" client curl -s -m 5 http://10.77.0.11:8000/events | grep -q -- "$1"
}

# The project without what running it leaves.
lms_tree() {
  "$lab" run web sh -c "cd $lms && find . -path ./backups -prune -o -type f -exec stat -c '%n %a %u:%g %y' {} + -exec sha256sum {} +" | sort
}

# ctl CODE COMMAND...: runs deployctl as a client of the lab; its words go to $said.
ctl() {
  local wanted=$1 code=0
  shift
  said=$("$lab" client "$binary" "$1" -F "$config" "${@:2}" 2>&1) || code=$?
  echo "$said"
  [ "$code" -eq "$wanted" ]
}

journal_says() {
  "$lab" run web sh -c "tail -n 2 $lms/backups/$1/journal" | grep -q "state $2"
}

last_run() {
  "$lab" run web sh -c "ls -t $lms/backups" | grep "^$1" | head -n 1
}

a_good_fix_of_a_compose_service_is_committed() { # check
  lms_begins
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  lms_says '\["maths", "physics"\]'
  journal_says "$(last_run deduplication_fix)" committed
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  grep -q 'nothing to do' <<<"$said"
}

# reverts WORDS: the broken deploy leaves everything as it was, proves it, and shows what it saw.
reverts() {
  local before
  before=$(lms_tree)
  ctl 4 deploy --yes playbooks/deduplication-fix.yml
  grep -q -- "$1" <<<"$said"
  grep -q 'the old version is healthy' <<<"$said"
  [ "$before" = "$(lms_tree)" ]
  lms_says '"maths", "maths"'
  journal_says "$(last_run deduplication_fix)" reverted
}

a_crash_at_start_is_reverted() { # check
  lms_begins
  lms_hurries
  sed -i 's/within: 30s/within: 8s/' playbooks/deduplication-fix.yml
  echo 'raise RuntimeError("broken at start")' >>playbooks/deduplication-fix/events.py
  reverts 'RuntimeError: broken at start'
  grep -q 'seen then: disk .* full, .* MB of memory free; web is' <<<"$said"
  "$lab" run web sh -c "cd $lms/backups/$(last_run deduplication_fix)/evidence && grep -q '^+raise RuntimeError' diff && grep -q ExitCode service-*"
}

a_traceback_after_three_seconds_is_reverted() { # check
  lms_begins
  cat >>playbooks/deduplication-fix/events.py <<'END'

import threading


def late():
    raise ValueError("late trouble")


threading.Timer(3, late).start()
END
  sed -i 's/stable_for: 3s/stable_for: 1s/' playbooks/deduplication-fix.yml
  reverts 'ValueError: late trouble'
}

an_unhealthy_version_is_reverted() { # check
  lms_begins
  lms_hurries
  sed -i 's/return 200, "ok"/return 503, "not ok"/' playbooks/deduplication-fix/events.py
  sed -i 's/within: 30s/within: 8s/' playbooks/deduplication-fix.yml
  reverts 'its health is'
}

a_timestamp_alone_rolls_back_from_another_machine() { # check
  local run
  lms_begins
  lms_hurries
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  run=$(last_run deduplication_fix)
  mkdir -p "$scratch/elsewhere"
  cd "$scratch/elsewhere" || return
  ctl 0 rollback --yes "root@web:$lms" "${run#deduplication_fix_}"
  lms_says '"maths", "maths"'
  ctl 0 backups "root@web:$lms"
  grep -q "$run *bad" <<<"$said"
}

a_folder_made_by_hand_is_listed_and_put_back() { # check
  local folder=deduplication_fix_20260202_060240
  lms_begins
  lms_hurries
  "$lab" run web sh -c "cd $lms && mkdir -p backups/$folder && cp src/services/event_service.py src/routes/events.py backups/$folder/"
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  lms_says '\["maths", "physics"\]'
  ctl 0 backups "root@web:$lms"
  grep -q "$folder *foreign" <<<"$said"
  ctl 0 rollback --yes playbooks/deduplication-fix.yml 20260202_060240
  lms_says '"maths", "maths"'
  ctl 0 rollback --yes "root@web:$lms" latest
  lms_says '\["maths", "physics"\]'
  "$lab" run web test -f "$lms/backups/$folder/events.py"
}

a_rollback_with_docker_down_owes_the_restart() { # check
  lms_begins
  lms_hurries
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  "$lab" run web systemctl stop docker.socket docker
  ctl 5 rollback --yes "root@web:$lms" latest
  grep -q 'owed, since docker does not answer' <<<"$said"
  "$lab" run web cat "$lms/src/services/event_service.py" | cmp - "$home/scenarios/lms/src/services/event_service.py"
  "$lab" run web systemctl start docker.socket docker
  cp "$home/scenarios/lms/src/services/event_service.py" "$home/scenarios/lms/src/routes/events.py" playbooks/deduplication-fix/
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  grep -q 'note: restart web is owed since rollback_' <<<"$said"
  lms_says '"maths", "maths"'
  ctl 0 backups "root@web:$lms"
  ! grep -q 'is owed' <<<"$said"
}

a_file_that_no_mount_shows_is_refused() { # check
  lms_begins
  sed -i 's#to: src/routes/#to: docs/#' playbooks/deduplication-fix.yml
  ctl 3 deploy --yes playbooks/deduplication-fix.yml
  grep -q 'not visible to web' <<<"$said"
  ! "$lab" run web test -e $lms/docs -o -e $lms/backups
}

compose_v2_does_the_same() { # check
  lms_begins 'docker compose'
  lms_hurries
  "$lab" run web sh -c 'printf "#!/bin/sh\nexit 127\n" >/usr/local/bin/docker-compose && chmod 755 /usr/local/bin/docker-compose'
  ctl 0 deploy --yes playbooks/deduplication-fix.yml
  lms_says '\["maths", "physics"\]'
  "$lab" run web rm -f /usr/local/bin/docker-compose
}

# ---------------------------------------------------------------- two systemd units

bots_begin() {
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run units sh -c 'systemctl stop admin_bots admin_panel 2>/dev/null; rm -rf /opt/admin; mkdir -p /opt/admin
    for unit in admin_bots admin_panel; do
      echo "import time
print(\"$unit one\", flush=True)
time.sleep(600)" >/opt/admin/$unit.py
      printf "[Service]\nEnvironment=PYTHONDONTWRITEBYTECODE=1\nExecStart=/usr/bin/python3 /opt/admin/$unit.py\n" >/etc/systemd/system/$unit.service
    done
    systemctl daemon-reload && systemctl start admin_bots admin_panel'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  for unit in admin_bots admin_panel; do
    printf 'import time\nprint("%s two", flush=True)\ntime.sleep(600)\n' "$unit" >"$unit.py"
  done
  cat >playbooks/bots.yml <<'END'
playbook: bots
hosts: units
root: /opt/admin
become: true
steps:
  - copy: [admin_bots.py, admin_panel.py]
  - restart: { systemd: [admin_bots, admin_panel] }
  - healthy: { systemd: [admin_bots, admin_panel], within: 5s, stable_for: 1s }
  - logs: { systemd: [admin_bots, admin_panel], for: 3s, fail: "ImportError|ModuleNotFoundError|Traceback" }
END
}

bots_run() {
  "$lab" run units systemctl is-active admin_bots admin_panel
  "$lab" run units sh -c 'journalctl -q -o cat -n 1 -u admin_bots' | grep -q "$1"
}

a_good_fix_of_two_units_is_committed() { # check
  bots_begin
  ctl 0 deploy --yes playbooks/bots.yml
  bots_run 'admin_bots two'
}

a_unit_that_crashes_takes_both_back() { # check
  bots_begin
  echo 'import no_such_module' >admin_panel.py
  ctl 4 deploy --yes playbooks/bots.yml
  grep -q 'ModuleNotFoundError' <<<"$said"
  bots_run 'admin_bots one'
}

a_traceback_in_the_journal_takes_both_back() { # check
  bots_begin
  printf 'import threading, time\ndef late():\n    raise ValueError("late trouble")\nthreading.Timer(2, late).start()\ntime.sleep(600)\n' >admin_panel.py
  ctl 4 deploy --yes playbooks/bots.yml
  grep -q 'Traceback' <<<"$said"
  bots_run 'admin_bots one'
}

a_missing_unit_is_refused_before_anything_changes() { # check
  bots_begin
  sed -i 's/admin_panel\], within/no_such_unit], within/' playbooks/bots.yml
  ctl 3 deploy --yes playbooks/bots.yml
  grep -q 'there is no unit no_such_unit' <<<"$said"
  ! "$lab" run units test -e /opt/admin/backups
}

# ---------------------------------------------------------------- a run outlives its session

# The connection is dropped while the gates of a run look on; the target must finish by itself.
outlives() {
  local host=$1 become=$2 base=$3 pid
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  echo two >file
  "$lab" run "$host" sh -c "rm -rf $base; mkdir -p $base; echo one >$base/file; chown -R ${base_owner:-root}: $base"
  cat >playbooks/one.yml <<END
playbook: one
hosts: $host
root: $base
become: $become
steps:
  - copy: file
  - healthy: { cmd: "true", within: 3s, stable_for: 3s }
END
  "$lab" client "$binary" deploy -F "$config" --yes playbooks/one.yml >"$scratch/said" 2>&1 &
  pid=$!
  soon "$lab" run "$host" sh -c "grep -q activating $base/backups/one_*/journal"
  pkill -KILL -P "$pid" || :
  kill -KILL "$pid" 2>/dev/null || :
  wait "$pid" || :
  soon "$lab" run "$host" sh -c "grep -q committed $base/backups/one_*/journal"
}

a_run_as_root_outlives_its_session() { # check
  outlives units true /srv/one
}

a_run_outlives_a_session_whose_processes_are_killed() { # check
  "$lab" run kill loginctl enable-linger deploy
  base_owner=deploy outlives kill false /home/deploy/one
  outlives kill true /srv/one
}

an_account_without_linger_is_refused_where_nothing_would_go_on() { # check
  local host
  for host in kill socket; do
    "$lab" run "$host" loginctl disable-linger deploy
    "$lab" client ssh -F "$config" "$host" 'rm -rf /home/deploy/one; mkdir -p /home/deploy/one'
    rm -rf "$scratch/project"
    mkdir -p "$scratch/project/playbooks"
    cd "$scratch/project" || return
    echo two >file
    printf 'playbook: one\nhosts: %s\nroot: /home/deploy/one\nsteps:\n  - copy: file\n' "$host" >playbooks/one.yml
    ctl 3 deploy --yes playbooks/one.yml
    grep -q 'enable-linger' <<<"$said"
  done
}

a_run_outlives_a_socket_activated_sshd() { # check
  "$lab" run socket loginctl enable-linger deploy
  base_owner=deploy outlives socket false /home/deploy/one
  outlives socket true /srv/one
}
