# A host with busybox and dropbear only: no bash, no coreutils, no systemd, no curl.

bare=/srv/bare

bare_begins() {
  "$lab" run ash sh -c "rm -rf $bare; mkdir -p $bare/src; echo 'old a' >$bare/src/a; echo 'old b' >'$bare/src/b c'; chmod 640 $bare/src/a; touch $bare/log"
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks" "$scratch/project/src"
  cd "$scratch/project" || return
  echo 'new a' >src/a
  echo 'new b' >'src/b c'
  cat >playbooks/bare.yml <<END
playbook: bare
hosts: ash
root: $bare
steps:
  - copy: [src/a, src/b c]
  - restart: { command: "cat src/a >running && echo started >>log", status: "test -s running" }
  - healthy: { cmd: "grep -q a running", within: 2s }
  - logs: { file: log, for: 2s }
END
}

bare_file() {
  "$lab" run ash cat "$bare/$1"
}

a_host_with_nothing_but_busybox_is_deployed_to_and_rolled_back() { # check
  "$lab" up ash
  bare_begins
  ctl 0 deploy --yes playbooks/bare.yml
  [ "$(bare_file src/a)" = 'new a' ]
  [ "$(bare_file 'src/b c')" = 'new b' ]
  [ "$(bare_file running)" = 'new a' ]
  ctl 0 rollback --yes ash latest
  [ "$(bare_file src/a)" = 'old a' ]
}

a_bad_fix_is_reverted_on_it() { # check
  bare_begins
  echo 'broken' >src/a
  sed -i 's/echo started/echo ERROR: it broke/' playbooks/bare.yml
  ctl 4 deploy --yes playbooks/bare.yml
  grep -q 'ERROR: it broke' <<<"$said"
  [ "$(bare_file src/a)" = 'old a' ]
  [ "$("$lab" run ash stat -c %a $bare/src/a)" = 640 ]
}

a_set_is_restored_by_hand_on_it() { # check
  local set
  bare_begins
  ctl 0 deploy --yes playbooks/bare.yml
  set=$("$lab" run ash sh -c "echo $bare/backups/bare_*")
  "$lab" run ash sh "$set/restore"
  [ "$(bare_file src/a)" = 'old a' ]
  [ "$(bare_file 'src/b c')" = 'old b' ]
}
