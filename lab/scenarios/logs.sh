# What services say and how they stand, asked of real systemd and docker: the commands logs and status.

# listened_begins: a unit on one host and a compose service on another, in one playbook.
listened_begins() {
  "$lab" run units sh -c 'mkdir -p /srv/listened; printf "[Service]\nExecStart=/bin/sh -c %secho ready on units; while :; do sleep 1; echo tick; done%s\n" \" \" >/etc/systemd/system/listened.service
    systemctl daemon-reload; systemctl restart listened'
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run web sh -c 'docker ps -aq | xargs -r docker rm -f; docker network prune -f </dev/null; rm -rf /srv/listened /usr/local/bin/docker-compose; mkdir -p /srv/listened; cd /srv/listened
    printf "version: \"2.4\"\nservices:\n  app:\n    image: lab-python:1\n    init: true\n    command: [sh, -c, \"echo ready on web; while :; do sleep 1; echo tock; done\"]\n" >docker-compose.yml
    docker-compose up -d' >/dev/null 2>&1
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  printf 'playbook: units\nhosts: units\nroot: /srv/listened\nbecome: true\nsteps:\n  - restart: { systemd: listened }\n' >playbooks/units.yml
  printf 'playbook: web\nhosts: web\nroot: /srv/listened\nsteps:\n  - restart: { compose: app }\n' >playbooks/web.yml
}

the_logs_of_a_unit_and_of_a_container_are_shown() { # check
  listened_begins
  ctl 0 logs playbooks/units.yml --grep 'ready on'
  grep -q '^units listened | 20.*:.* ready on units$' <<<"$said"
  refused_with '' grep tick <<<"$said"
  soon heard_on web 'tock'
  ctl 0 logs playbooks/web.yml -n 1
  [ "$(grep -c '^web app | ' <<<"$said")" -eq 1 ]
  ctl 0 logs playbooks/web.yml --since 10m --grep READY
  grep -q '^web app | 20.*:.* ready on web$' <<<"$said"
}

# heard_on HOST WORDS
heard_on() { "$lab" client "$binary" logs -F "$config" "playbooks/$1.yml" -n 3 | grep -q "$2"; }

both_are_followed_until_ctrl_c() { # check
  local name client status
  for name in units web; do
    listened_begins
    # A command in the background would not hear of Ctrl-C.
    env --default-signal=INT "$lab" client "$binary" logs -F "$config" -f -n 1 "playbooks/$name.yml" >"$scratch/followed" 2>&1 &
    client=$!
    # One line may be old; the others were said since.
    # shellcheck disable=SC2016 # asked again each time
    soon eval '[ "$(grep -c "t[io]c*k" "$scratch/followed")" -ge 4 ]'
    [ "$(sort "$scratch/followed" | uniq -d | wc -l)" -eq 0 ]
    kill -INT "$client"
    status=0
    wait "$client" || status=$?
    [ "$status" -eq 0 ]
  done
}

the_status_tells_how_services_stand() { # check
  listened_begins
  ctl 0 status playbooks/units.yml playbooks/web.yml
  grep -q 'listened: active (running) since 20' <<<"$said"
  grep -q 'app: running since 20' <<<"$said"
  "$lab" run units systemctl stop listened
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run web sh -c 'docker stop -t 1 $(docker ps -q)' >/dev/null
  ctl 8 status playbooks/units.yml
  grep -q 'listened: inactive (dead)' <<<"$said"
  ctl 8 status playbooks/web.yml
  grep -q 'app: exited' <<<"$said"
}

an_account_hears_and_sees_its_own_units() { # check
  own_old 'echo ready of my own; exec sleep 600'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project"
  cd "$scratch/project" || return
  host=units own=1 own_new 'echo ready anew; exec sleep 601'
  ctl 0 logs playbooks/try.yml
  grep -q '^units behaviour | 20.*:.* ready of my own$' <<<"$said"
  ctl 0 status playbooks/try.yml
  grep -q 'behaviour: active (running) since 20' <<<"$said"
  ctl 0 deploy --yes playbooks/try.yml
  ctl 0 rollback --yes units:/srv/behaviour latest
  grep -q 'restart behaviour' <<<"$said"
  ctl 0 logs playbooks/try.yml -n 2
  tail -n 2 <<<"$said" | grep -q "ready of my own$"
  on_deploy 'systemctl --user stop behaviour'
  ctl 8 status playbooks/try.yml
  grep -q 'behaviour: inactive (dead)' <<<"$said"
}

a_follower_comes_back_to_a_host_that_rebooted() { # check
  local client status=0
  listened_begins
  LAB_DEADLINE=280 env --default-signal=INT "$lab" client "$binary" logs -F "$config" -f -n 1 playbooks/units.yml >"$scratch/followed" 2>&1 &
  client=$!
  soon grep -q tick "$scratch/followed"
  "$lab" fault units reboot
  "$lab" up units
  "$lab" run units systemctl start listened
  soon grep -q '^units: connected again$' "$scratch/followed"
  # shellcheck disable=SC2016 # asked again each time
  soon eval 'sed -n "/connected again/,\$p" "$scratch/followed" | grep -q "ready on units"'
  [ "$(grep -c ' | ' "$scratch/followed")" -eq "$(grep ' | ' "$scratch/followed" | sort -u | wc -l)" ]
  kill -INT "$client"
  wait "$client" || status=$?
  [ "$status" -eq 0 ]
}
