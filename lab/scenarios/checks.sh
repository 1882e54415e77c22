# What a check leaves on a real system, over its whole filesystem: no more than `ssh HOST true` does.

# world FILE: every path of the host with its kind, mode, owner, size, inode, link and times but that of the last reading.
# Sessions and boots have numbers in the names of their files: digits are all the same here.
world() {
  "$lab" run units sh -c 'find / \( -path /proc -o -path /sys -o -path /dev \) -prune -o \
    -printf "%p %y %m %u:%g %n %s %i %l %T@ %C@\n" 2>/dev/null || :' | sort >"$1"
}

# touched BEFORE AFTER: the paths that are not as they were.
touched() {
  comm -3 "$1" "$2" | sed 's/^\t//; s/ .*//; s/[0-9][0-9]*/N/g' | sort -u
}

checks_begin() {
  "$lab" up units
  "$lab" run units sh -c 'rm -rf /srv/checks /var/lib/deployctl; mkdir -p /srv/checks; echo "level = low" >/srv/checks/app.ini
    printf "[Service]\nExecStart=sleep 1000\n" >/run/systemd/system/checked.service; systemctl daemon-reload; systemctl start checked'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  echo one >file
  # shellcheck disable=SC2016 # the template's own words
  echo 'token = ${token}' >secret.tpl
  export CHECK_TOKEN=a-token-of-the-lab
  cat >playbooks/checks.yml <<'END'
playbook: checks
hosts: units
root: /srv/checks
become: true
secrets: { token: { env: CHECK_TOKEN } }
steps:
  - copy: file
  - template: { from: secret.tpl, to: secret }
  - patch: { file: app.ini, find: "level = low", replace: "level = high" }
  - directory: data
  - link: { path: current, to: data }
  - run: { command: "touch ran", unless: "test -e ran" }
    undo: rm ran
  - restart: { systemd: checked }
  - healthy: { systemd: checked, stable_for: 1s }
  - logs: { systemd: checked, for: 1s }
END
}

a_check_leaves_no_more_than_a_login_does() { # check
  local words
  checks_begin
  # Twice: what the first login of all makes is not what every login makes.
  on units true
  world "$scratch/before"
  on units true
  on units sudo true
  world "$scratch/after"
  touched "$scratch/before" "$scratch/after" >"$scratch/logins"

  for words in 'check --strict' "plan -o $scratch/plan.json" status history logs doctor; do
    mv "$scratch/after" "$scratch/before"
    # shellcheck disable=SC2086 # words
    "$lab" client "$binary" $words -F "$config" playbooks/checks.yml >"$scratch/said" 2>&1 || tail -n 5 "$scratch/said"
    grep -q units "$scratch/said"
    world "$scratch/after"
    touched "$scratch/before" "$scratch/after" | comm -23 - "$scratch/logins" >"$scratch/left"
    echo "$words: $(cat "$scratch/left")"
    [ ! -s "$scratch/left" ]
  done
  # It is no blindness: a deploy is seen.
  mv "$scratch/after" "$scratch/before"
  ctl 0 deploy --yes playbooks/checks.yml
  world "$scratch/after"
  touched "$scratch/before" "$scratch/after" | comm -23 - "$scratch/logins" | grep -q '^/srv/checks/secret$'
  "$lab" run units sh -c 'systemctl stop checked; rm -f /run/systemd/system/checked.service; systemctl daemon-reload'
  unset CHECK_TOKEN
}
