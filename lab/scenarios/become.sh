# Becoming another account on a host: sudo with a password and without, doas, and everything that stands in the way.

# become_begins ACCOUNT WORDS…: a project whose playbook says `become: WORDS`, and a folder that only its user may write to.
become_begins() {
  local account=$1 owner=${become_owner:-root}
  shift
  "$lab" up sudoers
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run sudoers sh -c 'rm -rf /srv/become /var/lib/deployctl; mkdir -p /srv/become; echo old >/srv/become/file; chown -R "$1": /srv/become; chmod 700 /srv/become' sh "$owner"
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  echo new >file
  printf 'mellon\n' >password
  chmod 600 password
  printf 'playbook: become\nhosts: %s@sudoers\nroot: /srv/become\nbecome: %s\nsteps:\n  - copy: file\n' "$account" "$*" >playbooks/become.yml
}

become_file() { "$lab" run sudoers cat /srv/become/file; }

# Nothing of the run may hold the password: no file on the host, no log, nothing that was printed.
become_kept_secret() {
  refused_with '' "$lab" run sudoers grep -r -q mellon /srv/become /var/lib/deployctl /tmp /run /var/log
  refused_with '' "$lab" run sudoers sh -c 'journalctl -q --no-pager -b | grep mel[l]on'
  refused_with '' grep mellon <<<"$said"
}

# typed ANSWERS COMMAND…: runs deployctl on a terminal; the answers are typed one by one, each when it asks. It ends with
# deployctl's status.
typed() {
  "$lab" client python3 -c '
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
answers, seen, asked = sys.argv[1].split(","), b"", 0
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    while asked < seen.count(b"password for ") and answers:
        asked += 1
        os.write(terminal, answers.pop(0).encode() + b"\n")
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
' "$1" "$binary" "$2" -F "$config" "${@:3}"
}

sudo_with_a_password_deploys_and_rolls_back_over_both_transports() { # check
  local transport
  for transport in libssh2 openssh; do
    become_begins careful true
    ctl 0 deploy --yes --transport "$transport" --become-password-file password playbooks/become.yml
    [ "$(become_file)" = new ]
    become_kept_secret
    ctl 0 rollback --yes --transport "$transport" --become-password-file password playbooks/become.yml latest
    [ "$(become_file)" = old ]
  done
}

without_a_password_at_hand_the_error_says_what_to_do() { # check
  become_begins careful true
  ctl 3 deploy --yes playbooks/become.yml
  grep -q 'a password is required' <<<"$said"
  grep -q -e '--become-password-file FILE' <<<"$said"
  chmod 644 password
  ctl 1 deploy --yes --become-password-file password playbooks/become.yml
  grep -q 'every account of this machine may open it' <<<"$said"
  [ "$(become_file)" = old ]
}

a_wrong_password_costs_one_attempt_and_changes_nothing() { # check
  local account
  for account in careful once; do
    become_begins "$account" true
    echo wrong >password
    ctl 3 deploy --yes --become-password-file password playbooks/become.yml
    grep -q -e 'refused the password' -e 'accepted no answer' <<<"$said"
    # shellcheck disable=SC2016 # the host's own words
    "$lab" run sudoers sh -c 'test "$(journalctl -q --no-pager -b -t sudo | grep " $1 : " | grep -o "[0-9]* incorrect password attempt")" = "1 incorrect password attempt"' sh "$account"
    [ "$(become_file)" = old ]
  done
}

a_password_is_asked_for_on_the_terminal_and_again_if_it_is_wrong() { # check
  become_begins careful true
  said=$(typed 'nonsense,mellon' deploy --yes playbooks/become.yml)
  echo "$said"
  grep -q "sudo's password for careful at careful@sudoers: " <<<"$said"
  grep -q "wrong; sudo's password for careful" <<<"$said"
  refused_with '' grep nonsense <<<"$said"
  [ "$(become_file)" = new ]
  become_kept_secret
}

sudo_that_asks_for_nothing_is_told_nothing() { # check
  become_begins deploy true
  ctl 0 deploy --yes --become-password-file password playbooks/become.yml
  [ "$(become_file)" = new ]
  become_kept_secret
  # A ticket that is still good: one session is asked, the next one is not.
  become_begins ticket true
  ctl 0 deploy --yes --become-password-file password playbooks/become.yml
  echo newer >file
  ctl 0 deploy --yes playbooks/become.yml
  echo newest >file
  ctl 0 deploy --yes --become-password-file password playbooks/become.yml
  [ "$(become_file)" = newest ]
  become_kept_secret
}

a_lecture_and_a_terminal_of_sudos_own_are_no_hindrance() { # check
  become_begins lecture true
  ctl 0 deploy --yes --become-password-file password playbooks/become.yml
  [ "$(become_file)" = new ]
}

what_stands_in_the_way_of_sudo_gets_its_words() { # check
  local account words
  while IFS=: read -r account words; do
    become_begins "$account" true
    ctl 3 deploy --yes --become-password-file password playbooks/become.yml
    grep -q "$words" <<<"$said"
    [ "$(become_file)" = old ]
  done <<'END'
tty:says requiretty, which no program can satisfy
app:add the account to sudoers with visudo
few:has to let the account run /bin/sh as root
END
  become_begins careful nobody-here
  ctl 3 deploy --yes --become-password-file password playbooks/become.yml
  grep -q 'there is no account nobody-here on the host' <<<"$said"
}

a_user_other_than_root_keeps_its_own_sets() { # check
  become_owner=app become_begins odd app
  ctl 0 deploy --yes --become-password-file password playbooks/become.yml
  [ "$(become_file)" = new ]
  # shellcheck disable=SC2016 # the host's own words
  "$lab" run sudoers sh -c 'test "$(stat -c %U /srv/become/backups/become_* | sort -u)" = app && grep -q /srv/become ~app/.local/state/deployctl/roots && test ! -e /var/lib/deployctl'
  ctl 0 backups odd@sudoers --become app --become-password-file password
  grep -q 'become_' <<<"$said"
  ctl 0 rollback --yes --become app --become-password-file password odd@sudoers latest
  [ "$(become_file)" = old ]
}

doas_is_another_way_and_says_where_it_wants_a_terminal() { # check
  local transport
  for transport in libssh2 openssh; do
    become_begins doer '{ method: doas }'
    ctl 0 deploy --yes --transport "$transport" playbooks/become.yml
    [ "$(become_file)" = new ]
  done
  ctl 0 rollback --yes --become root --become-method doas doer@sudoers:/srv/become latest
  [ "$(become_file)" = old ]
  become_owner=app become_begins doer '{ method: doas, user: app }'
  ctl 0 deploy --yes playbooks/become.yml
  [ "$(become_file)" = new ]
  become_begins dora '{ method: doas }'
  ctl 3 deploy --yes playbooks/become.yml
  grep -q 'doas reads a password from a terminal only' <<<"$said"
  become_begins careful '{ method: doas }'
  ctl 3 deploy --yes playbooks/become.yml
  grep -q 'doas.conf has to permit it' <<<"$said"
}

a_lost_connection_is_made_again_with_the_same_password() { # check
  become_begins careful true
  cat >>playbooks/become.yml <<'END'
  - healthy: { cmd: "test -e go-on", within: 60s, every: 200ms }
confirm_within: 40s
END
  "$lab" client "$binary" deploy -F "$config" --yes --become-password-file password playbooks/become.yml >"$scratch/said" 2>&1 &
  client=$!
  soon "$lab" run sudoers sh -c 'grep -q "^step 2" /srv/become/backups/become_*/events'
  # It is read once, at the beginning.
  rm password
  "$lab" fault sudoers hangup
  soon grep -q 'connected again' "$scratch/said"
  "$lab" run sudoers touch /srv/become/go-on
  access_ends 0 'reached over a new connection' 'careful@sudoers: committed'
  [ "$(become_file)" = new ]
}

# The commands of a step say who they are, and what they are told of their surroundings.
become_step() {
  become_begins careful true
  cat >>playbooks/become.yml <<'END'
  - restart: { command: "id -un; echo $HOME; id -Gn; cat file", status: "test $(id -un) = app" }
    become: app
  - healthy: { cmd: "test $(id -un) = app" }
    become: { user: app }
  - restart: { command: "id -un" }
END
  "$lab" run sudoers chmod 755 /srv/become
  "$lab" run sudoers chmod 644 /srv/become/file
}

one_step_becomes_another_account_by_either_program() { # check
  local program
  for program in setpriv runuser; do
    become_step
    [ "$program" = setpriv ] || "$lab" run sudoers mv /usr/bin/setpriv /usr/bin/setpriv.away
    ctl 0 plan --script --become-password-file password playbooks/become.yml
    grep -q "exec [a-z/]*/$program " <<<"$said"
    grep -q "as app" <<<"$said"
    ctl 0 deploy --yes --become-password-file password playbooks/become.yml
    "$lab" run sudoers sh -c 'cat /srv/become/backups/become_*/evidence/step-2-restart' | diff - <(printf '%s\n' app /home/app app new)
    [ "$("$lab" run sudoers sh -c 'cat /srv/become/backups/become_*/evidence/step-4-restart')" = root ]
    # The rollback says it again from what the set holds.
    ctl 0 rollback --yes --become root --become-password-file password careful@sudoers:/srv/become latest
    [ "$("$lab" run sudoers sh -c 'head -q -n 1 /srv/become/backups/rollback_*/evidence/step-*-restart')" = $'app\nroot' ]
  done
  "$lab" run sudoers mv /usr/sbin/runuser /usr/sbin/runuser.away
  become_step
  ctl 3 deploy --yes --become-password-file password playbooks/become.yml
  grep -q 'neither setpriv nor runuser' <<<"$said"
  "$lab" run sudoers sh -c 'mv /usr/sbin/runuser.away /usr/sbin/runuser; mv /usr/bin/setpriv.away /usr/bin/setpriv'
  become_owner=app become_begins doer '{ method: doas, user: app }'
  printf '  - restart: { command: "true" }\n    become: doer\n' >>playbooks/become.yml
  ctl 3 deploy --yes playbooks/become.yml
  grep -q 'only root can run one step as doer' <<<"$said"
}
