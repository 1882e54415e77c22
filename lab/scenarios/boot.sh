# A power cut in the middle of a run, on a host that nobody comes back to: what the boot finds, it takes back.

boot_begins() {
  "$lab" up units
  "$lab" run units sh -c 'rm -rf /srv/boot; mkdir -p /srv/boot; echo one >/srv/boot/file; chmod 640 /srv/boot/file'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  echo two >file
  cat >playbooks/boot.yml <<'END'
playbook: boot
hosts: units
root: /srv/boot
become: true
recover_on_boot: true
steps:
  - copy: file
  - healthy: { cmd: "test -e go-on", within: 100s, every: 200ms }
END
}

boot_units() {
  "$lab" run units sh -c 'ls /etc/systemd/system /etc/systemd/system/multi-user.target.wants /var/lib/deployctl/boot' | grep 'boot_.*[.]'
}

# held COMMAND...: deploys in the background, up to the gate that does not open; $client is the process.
held() {
  "$lab" client "$binary" deploy -F "$config" --yes playbooks/boot.yml >"$scratch/said" 2>&1 &
  client=$!
  soon "$lab" run units sh -c 'grep -q "act 1 put" /srv/boot/backups/boot_*/journal && grep -q two /srv/boot/file'
}

a_power_cut_is_taken_back_by_the_boot() { # check
  boot_begins
  held
  [ "$(boot_units | wc -l)" -eq 3 ]
  "$lab" fault units power
  pkill -KILL -P "$client" || :
  wait "$client" || :
  "$lab" up units
  soon "$lab" run units sh -c 'grep -q closed /srv/boot/backups/boot_*/journal'
  "$lab" run units sh -c 'grep -q "state reverted" /srv/boot/backups/boot_*/journal'
  [ "$("$lab" run units sh -c 'cat /srv/boot/file; stat -c %a /srv/boot/file')" = "one
640" ]
  soon eval '! boot_units'
  "$lab" run units sh -c 'test ! -e /srv/boot/backups/.lock'
  ctl 0 check playbooks/boot.yml
}

a_run_that_ends_leaves_no_unit() { # check
  boot_begins
  "$lab" run units touch /srv/boot/go-on
  ctl 0 deploy --yes playbooks/boot.yml
  [ -z "$(boot_units)" ]
  "$lab" run units sh -c 'rm /srv/boot/go-on'
  echo three >file
  sed -i 's/within: 100s/within: 1s/' playbooks/boot.yml
  ctl 4 deploy --yes playbooks/boot.yml
  [ -z "$(boot_units)" ]
}

without_root_it_is_refused() { # check
  boot_begins
  "$lab" run units chown -R deploy: /srv/boot
  sed -i /become/d playbooks/boot.yml
  ctl 3 deploy --yes playbooks/boot.yml
  grep -q "recover_on_boot puts a systemd unit in" <<<"$said"
}
