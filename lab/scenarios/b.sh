# Scenario B: the hotfix as patches, where the server's files are not what anybody expected.

# git_here WORDS...: git in the playbook's project, as somebody with a name.
git_here() {
  git -c user.name=lab -c user.email=lab@example.com "$@"
}

# patches_begin: the project with files that drifted on the host, and a playbook that fixes them in four ways.
patches_begin() {
  lms_begins
  lms_hurries
  # The host's own: line ends of another system, other blanks, a function and a page that somebody added there.
  printf '%s\r\n' '"""Events, as the portal shows them."""' 'EVENTS = [ "maths", "maths", "physics" ]' '' '' 'def count():' \
    '    return len(EVENTS)' '' '' 'def events():' '    return list( EVENTS )' |
    "$lab" run web sh -c "cat >$lms/src/services/event_service.py"
  "$lab" run web sed -i '1i # The pages of the portal.
s/if path == "\/health"/if path in ("\/health", "\/up")/' "$lms/src/routes/events.py"
  mkdir -p src/routes patches
  cp "$home/scenarios/lms/src/routes/events.py" src/routes/
  git_here init -q
  git_here add src
  git_here commit -q -m 'what the fix was written against'
  cp playbooks/deduplication-fix/events.py src/routes/
  git_here diff >patches/pages.diff
  git_here commit -q -a -m 'the fix'
  cat >playbooks/patches.yml <<'END'
playbook: patches
hosts: lms
root: /root/projects/lms
steps:
  - patch:
      file: src/services/event_service.py
      within: "def events"
      find: |
        return list(:[events])
      replace: |
        # Each event once, in the order of its first appearance.
        return list(dict.fromkeys(:[events]))
      validate: python3 -m py_compile {}
  - patch: { diff: patches/pages.diff }
  - patch: { file: src/main.py, regex: '^print\("web starts"', replace: 'print("web starts fixed"' }
  - patch: { file: src/main.py, insert: "import sys", after: "import json" }
  - restart: { compose: web }
  - healthy: { compose: web, within: 30s, stable_for: 1s }
  - logs: { compose: web, for: 2s, fail: "error|exception" }
END
}

patches_are_made_in_files_that_drifted_and_only_once() { # check
  local before
  patches_begin
  ctl 0 deploy --yes playbooks/patches.yml
  grep -q 'applies at src/services/event_service.py:10, found by structural' <<<"$said"
  grep -q 'applies at src/routes/events.py:8, found by three-way' <<<"$said"
  grep -q 'applies at src/main.py:18, found by regex' <<<"$said"
  lms_says '\["maths", "physics"\]'
  "$lab" client curl -s -m 5 http://10.77.0.11:8000/up | grep -q ok
  # What the host's people did to the file is as it was, line ends too.
  printf '%s\r\n' '"""Events, as the portal shows them."""' 'EVENTS = [ "maths", "maths", "physics" ]' '' '' 'def count():' \
    '    return len(EVENTS)' '' '' 'def events():' '    # Each event once, in the order of its first appearance.' \
    '    return list(dict.fromkeys(EVENTS))' >"$scratch/expected"
  "$lab" run web cat "$lms/src/services/event_service.py" | cmp - "$scratch/expected"
  "$lab" run web sh -c "grep -A 1 '^import json' $lms/src/main.py" | grep -q '^import sys'
  journal_says "$(last_run patches)" committed
  before=$(lms_tree)
  ctl 0 deploy --yes playbooks/patches.yml
  grep -q 'nothing to do' <<<"$said"
  [ "$before" = "$(lms_tree)" ]
}

a_fix_that_is_there_in_part_is_completed() { # check
  patches_begin
  "$lab" run web sed -i 's/return 200, event_service.events()/return 404, "no such page"/' "$lms/src/routes/events.py"
  "$lab" run web sed -i '/return 404/i \    if path == "/events":\n        return 200, event_service.events()' "$lms/src/routes/events.py"
  "$lab" run web sed -i 's/return list( EVENTS )/return list(dict.fromkeys( EVENTS ))/; /^def events/a \    # Each event once, in the order of its first appearance.' \
    "$lms/src/services/event_service.py"
  ctl 0 deploy --yes playbooks/patches.yml
  grep -q 'applied already, src/routes/events.py' <<<"$said"
  grep -q 'applied already, src/services/event_service.py' <<<"$said"
  "$lab" run web grep -q 'web starts fixed' "$lms/src/main.py"
  lms_says '\["maths", "physics"\]'
}

a_patch_that_kills_the_service_is_taken_back() { # check
  local before
  patches_begin
  sed -i 's/insert: "import sys"/insert: "raise RuntimeError(\\"broken by a patch\\")"/; s/within: 30s/within: 8s/' playbooks/patches.yml
  before=$(lms_tree)
  ctl 4 deploy --yes playbooks/patches.yml
  grep -q 'RuntimeError: broken by a patch' <<<"$said"
  [ "$before" = "$(lms_tree)" ]
  lms_says '"maths", "maths"'
  journal_says "$(last_run patches)" reverted
}

a_patched_file_that_does_not_compile_is_never_installed() { # check
  local before
  patches_begin
  sed -i 's/return list(dict.fromkeys(:\[events\]))/return list(dict.fromkeys(:[events]) if)/' playbooks/patches.yml
  before=$(lms_tree)
  ctl 3 deploy --yes playbooks/patches.yml
  grep -q 'SyntaxError' <<<"$said"
  [ "$before" = "$(lms_tree)" ]
  lms_says '"maths", "maths"'
}

# The same patch for two hosts, of which one has a file that nobody has seen.
a_patch_that_fits_one_host_of_two_changes_neither() { # check
  local host
  lms_begins
  printf 'hosts:\n  one: { address: web }\n  two: { address: units }\n' >hosts.yml
  for host in web units; do
    "$lab" run "$host" sh -c 'rm -rf /srv/limits; mkdir -p /srv/limits; cat >/srv/limits/limits.py' <<<'def limit(user):
    return user.base * 10'
  done
  "$lab" run units sed -i 's/return user.base \* 10/return quota(user)/' /srv/limits/limits.py
  cat >playbooks/limits.yml <<'END'
playbook: limits
hosts: [one, two]
root: /srv/limits
become: true
steps:
  - patch:
      file: limits.py
      find: return user.base * :[n:num]
      replace: return min(user.base * :[n], user.most)
END
  ctl 3 deploy --yes playbooks/limits.yml
  grep -q 'limits.py has drifted' <<<"$said"
  grep -q -- '-    return user.base \* ' <<<"$said"
  "$lab" run web grep -q 'return user.base \* 10' /srv/limits/limits.py
  for host in web units; do
    fails "$lab" run "$host" test -e /srv/limits/backups
  done
  "$lab" run units sed -i 's/return quota(user)/return min( user.base * 20, user.most )/' /srv/limits/limits.py
  ctl 0 deploy --yes playbooks/limits.yml
  "$lab" run web grep -q 'return min(user.base \* 10, user.most)' /srv/limits/limits.py
  "$lab" run units grep -q 'return min( user.base \* 20, user.most )' /srv/limits/limits.py
}
