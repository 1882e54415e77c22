# Scenario C: a bot and its admin panel: a git checkout with a virtualenv, and two units. The repository lies on another
# host, and the packages in a folder.

admin=/opt/admin

# git_client WORDS...: git of somebody with a name, who reaches the hosts.
git_client() {
  "$lab" client env GIT_SSH_COMMAND="ssh -F $config" git -c user.name=lab -c user.email=lab@example.com "$@"
}

# update_begins: a fresh repository, its checkout with a virtualenv and both units on the host, and a clone here.
update_begins() {
  # shellcheck disable=SC2016 # the hosts' own words
  "$lab" run units sh -c 'rm -rf /srv/git && mkdir -p /srv/git && git init -q --bare -b main /srv/git/admin.git && chown -R deploy: /srv/git'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cp -r "$home/scenarios/admin/." "$scratch/project/"
  cp "$home/../playbooks/bots-update.yml" "$scratch/project/playbooks/"
  printf 'hosts:\n  bots: { address: web }\n' >"$scratch/project/hosts.yml"
  cd "$scratch/project" || return
  git init -q -b main
  git remote add origin units:/srv/git/admin.git
  pushes 'the first version'
  # The host has a deploy key of its own.
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run web sh -c 'systemctl stop admin_bots admin_panel; rm -rf "$1" /srv/wheels /root/.ssh/id_ed25519*
    mkdir -p /srv/wheels /root/.ssh && ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519' sh "$admin" >/dev/null 2>&1
  "$lab" run web cat /root/.ssh/id_ed25519.pub |
    "$lab" run units sh -c 'cat >>/home/deploy/.ssh/authorized_keys'
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run units sh -c 'echo "10.77.0.12 $(cat /etc/ssh/ssh_host_ed25519_key.pub)"' |
    "$lab" run web sh -c 'cat >>/root/.ssh/known_hosts'
  "$lab" run web python3 - /srv/wheels 1.0 2.0 <"$home/scenarios/wheels.py"
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run web sh -c 'git clone -q deploy@10.77.0.12:/srv/git/admin.git "$1" && cd "$1" && python3 -m venv venv &&
    venv/bin/pip install -q --no-index --find-links /srv/wheels -r requirements.txt
    for unit in bots:bot panel:panel; do
      printf "[Service]\nExecStart=%s/venv/bin/python -u %s/%s.py\n" "$1" "$1" "${unit#*:}" >"/etc/systemd/system/admin_${unit%:*}.service"
    done
    systemctl daemon-reload && systemctl restart admin_bots admin_panel' sh "$admin"
  soon panel_says 'panel 1 with greet 1.0'
}

# pushes SUBJECT: all that is in the project, as a commit.
pushes() {
  git_client add -A
  git_client commit -q -m "$1"
  git_client push -q origin HEAD:main
}

panel_says() {
  "$lab" client curl -s -m 5 http://10.77.0.11:8001/ | grep -q -x -- "$1"
}

admin_head() {
  "$lab" run web git -C "$admin" "${@:-rev-parse}" HEAD
}

bots_journal_says() {
  "$lab" run web sh -c "tail -n 2 $admin/backups/$1/journal" | grep -q "state $2"
}

a_bot_is_updated_with_what_it_requires_and_rolled_back() { # check
  local old run
  update_begins
  old=$(admin_head)
  sed -i 's/panel 1/panel 2/' panel.py
  echo 'greet==2.0' >requirements.txt
  pushes 'the second version'
  ctl 0 deploy --yes playbooks/bots-update.yml
  grep -q '1 commit, 2 files' <<<"$said"
  grep -q 'M requirements.txt' <<<"$said"
  grep -q "2 run 'venv/bin/pip install" <<<"$said"
  panel_says 'panel 2 with greet 2.0'
  [ "$(admin_head)" = "$(git rev-parse HEAD)" ]
  [ "$(admin_head symbolic-ref)" = refs/heads/main ]
  run=$("$lab" run web sh -c "ls -t $admin/backups" | grep ^bots_update | head -n 1)
  bots_journal_says "$run" committed
  ctl 0 deploy --yes playbooks/bots-update.yml
  grep -q 'nothing to do' <<<"$said"
  ctl 0 rollback --yes "root@web:$admin" latest
  [ "$(admin_head)" = "$old" ]
  [ "$(admin_head symbolic-ref)" = refs/heads/main ]
  soon panel_says 'panel 1 with greet 1.0'
}

an_update_without_new_requirements_leaves_pip_alone() { # check
  update_begins
  sed -i 's/panel 1/panel 2/' panel.py
  pushes 'the second version'
  ctl 0 deploy --yes playbooks/bots-update.yml
  grep -q 'skipped, when changed(requirements.txt)' <<<"$said"
  panel_says 'panel 2 with greet 1.0'
}

an_import_error_is_reverted_with_what_it_requires() { # check
  local old before
  update_begins
  old=$(admin_head)
  before=$("$lab" run web git -C "$admin" status --porcelain)
  echo 'greet==2.0' >requirements.txt
  printf 'import greet\nimport greet_extras\n' >plugins/hello.py
  pushes 'a plugin that cannot be loaded'
  ctl 4 deploy --yes playbooks/bots-update.yml
  grep -q "ModuleNotFoundError: No module named 'greet_extras'" <<<"$said"
  grep -q 'back at' <<<"$said"
  [ "$(admin_head)" = "$old" ]
  [ "$("$lab" run web git -C "$admin" status --porcelain)" = "$before" ]
  # pip does not bear it that nobody reads on.
  "$lab" run web "$admin/venv/bin/pip" list 2>/dev/null | grep 'greet *1.0'
  soon panel_says 'panel 1 with greet 1.0'
}

local_edits_stop_an_update_before_anything_changes() { # check
  local before
  update_begins
  sed -i 's/panel 1/panel 2/' panel.py
  pushes 'the second version'
  "$lab" run web sh -c "echo '# by hand' >>$admin/bot.py"
  before=$(admin_head)
  ctl 3 deploy --yes playbooks/bots-update.yml
  grep -q 'local edits in /opt/admin: M bot.py' <<<"$said"
  [ "$(admin_head)" = "$before" ]
  panel_says 'panel 1 with greet 1.0'
}

a_key_that_the_repository_does_not_take_stops_an_update() { # check
  update_begins
  sed -i 's/panel 1/panel 2/' panel.py
  pushes 'the second version'
  "$lab" run units sh -c 'sed -i "/ssh-ed25519.*root@web/d" /home/deploy/.ssh/authorized_keys'
  "$lab" run web sh -c 'rm /root/.ssh/id_ed25519* && ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519'
  ctl 3 deploy --yes playbooks/bots-update.yml
  grep -q "'origin' of /opt/admin takes no key of the account of the run" <<<"$said"
  panel_says 'panel 1 with greet 1.0'
}

a_power_cut_in_the_middle_of_an_update_is_recovered() { # check
  local old
  update_begins
  old=$(admin_head)
  for number in $(seq 200); do echo "$number" >"page-$number"; done
  pushes 'many pages'
  # A filter of git on the host says when the files come, and waits for the end.
  "$lab" run web sh -c "cd $admin && printf 'page-9* filter=cut\n' >.git/info/attributes && git config filter.cut.smudge 'touch /srv/cut; sleep 60; cat'"
  "$lab" client "$binary" deploy -F "$config" --yes playbooks/bots-update.yml >"$scratch/said" 2>&1 &
  client=$!
  soon "$lab" run web test -e /srv/cut
  "$lab" fault web power
  pkill -KILL -P "$client" || :
  wait "$client" || :
  "$lab" up web
  "$lab" run web sh -c "rm /srv/cut && git -C $admin config --unset filter.cut.smudge"
  "$lab" run web test -e "$admin/page-1"
  "$lab" run web test -e "$admin/.git/index.lock"
  ctl 0 recover --yes "root@web:$admin"
  [ "$(admin_head)" = "$old" ]
  [ -z "$("$lab" run web git -C "$admin" status --porcelain)" ]
  "$lab" run web test ! -e "$admin/page-1"
  "$lab" run web test ! -e "$admin/.git/index.lock"
  ctl 0 deploy --yes playbooks/bots-update.yml
  [ "$(admin_head)" = "$(git rev-parse HEAD)" ]
}
