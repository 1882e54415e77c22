# Runs that cut the way to their host: for good, for a moment, or together with the host.

access_begins() {
  "$lab" up units
  "$lab" run units sh -c 'rm -rf /srv/access /etc/ssh/sshd_config.d/50-access.conf; mkdir -p /srv/access; echo one >/srv/access/file'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  echo two >file
}

# sshd_playbook TEXT: a piece of sshd's configuration, which its restart makes true.
sshd_playbook() {
  access_begins
  echo "$1" >sshd.conf
  cat >playbooks/access.yml <<'END'
playbook: access
hosts: root@units
root: /srv/access
confirm_within: 5s
steps:
  - copy: { from: sshd.conf, to: /etc/ssh/sshd_config.d/50-access.conf, mode: "0644", validate: "sshd -t -f {}" }
  - restart: { systemd: ssh }
END
}

a_deploy_that_locks_us_out_reverts_itself() { # check
  sshd_playbook 'DenyUsers root'
  ctl 4 deploy --yes playbooks/access.yml
  grep -q 'touches access: /etc/ssh/sshd_config.d/50-access.conf, restart ssh; to be confirmed' <<<"$said"
  grep -q 'nobody came over a new connection within 5 s' <<<"$said"
  "$lab" run units sh -c 'test ! -e /etc/ssh/sshd_config.d/50-access.conf && grep -q "state reverted" /srv/access/backups/access_*/journal'
  ctl 0 check playbooks/access.yml
}

a_deploy_that_does_not_is_confirmed_over_a_new_connection() { # check
  sshd_playbook 'MaxAuthTries 5'
  ctl 0 deploy --yes playbooks/access.yml
  grep -q 'reached over a new connection' <<<"$said"
  "$lab" run units sh -c 'sshd -T 2>/dev/null | grep -qi "^maxauthtries 5" && rm /etc/ssh/sshd_config.d/50-access.conf && systemctl restart ssh'
}

# held: deploys in the background, up to a gate that the file `go-on` opens; $client is the process.
access_held() {
  access_begins
  cat >playbooks/access.yml <<'END'
playbook: access
hosts: root@units
root: /srv/access
steps:
  - copy: file
  - healthy: { cmd: "test -e go-on", within: 60s, every: 200ms }
END
  "$lab" client "$binary" deploy -F "$config" --yes playbooks/access.yml >"$scratch/said" 2>&1 &
  client=$!
  soon "$lab" run units sh -c 'grep -q "^step 2" /srv/access/backups/access_*/events'
}

access_ends() { # CODE WORDS…
  local wanted=$1 code=0 words
  wait "$client" || code=$?
  cat "$scratch/said"
  [ "$code" -eq "$wanted" ]
  shift
  for words in "$@"; do grep -q "$words" "$scratch/said"; done
}

a_connection_that_is_reset_is_made_again() { # check
  access_held
  "$lab" fault units hangup
  soon grep -q 'connected again' "$scratch/said"
  "$lab" run units touch /srv/access/go-on
  access_ends 0 'root@units: committed'
}

a_host_that_was_started_anew_is_recovered_by_its_controller() { # check
  access_held
  "$lab" fault units power
  "$lab" up units
  access_ends 4 'the host was started anew' 'root@units: reverted'
  [ "$("$lab" run units cat /srv/access/file)" = one ]
}
