# Login shells of every kind, what they say and do before the command, and the ways to a host that only ssh knows.

# shells_begin PLACE [OWNER]: a project with one file for the host, and an older one there. PLACE is an account of the host `shells`
# in most cases, and its home holds the root.
shells_begin() {
  local host=$1 root=$2 owner=$3
  "$lab" run "${host#*@}" sh -c "rm -rf $root; mkdir -p $root; echo old >$root/file; chmod 640 $root/file; chown -R $owner: $root"
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  echo new >file
  printf 'playbook: one\nhosts: %s\nroot: %s\nsteps:\n  - copy: file\n' "$host" "$root" >playbooks/one.yml
}

# comes_and_goes HOST ROOT OWNER [OPTION…]: one file is deployed and rolled back.
comes_and_goes() {
  local host=$1 root=$2 owner=$3
  shift 3
  shells_begin "$host" "$root" "$owner"
  ctl 0 deploy --yes "$@" playbooks/one.yml
  [ "$("$lab" run "${host#*@}" cat "$root/file")" = new ]
  ctl 0 rollback --yes "$@" "$host:$root" latest
  [ "$("$lab" run "${host#*@}" cat "$root/file")" = old ]
  [ "$("$lab" run "${host#*@}" stat -c '%a %U' "$root/file")" = "640 $owner" ]
}

every_login_shell_is_deployed_through() { # check
  local account transport
  "$lab" up shells
  for account in bash dash zsh fish tcsh rbash; do
    for transport in libssh2 openssh; do
      comes_and_goes "$account@shells" "/home/$account/root" "$account" --transport "$transport"
    done
  done
}

a_profile_that_prints_is_no_answer() { # check
  comes_and_goes loud@shells /home/loud/root loud --transport libssh2
  comes_and_goes loud@shells /home/loud/root loud --transport openssh
  # tcsh reads aliases for commands too.
  comes_and_goes louder@shells /home/louder/root louder
}

a_profile_that_sleeps_is_waited_for() { # check
  comes_and_goes slow@shells /home/slow/root slow --transport libssh2
  comes_and_goes slow@shells /home/slow/root slow --transport openssh
}

no_sftp_and_no_python_are_needed() { # check
  refused_with . on bash@shells 'command -v python3 || { echo none; exit 1; }'
  refused_with . "$lab" client sftp -F "$config" -b /dev/null bash@shells
  comes_and_goes bash@shells /home/bash/root bash
}

an_account_that_runs_no_commands_says_so() { # check
  local account
  for account in forced nologin; do
    shells_begin "$account@shells" "/home/$account/root" "$account"
    for transport in libssh2 openssh; do
      ctl 3 deploy --yes --transport "$transport" playbooks/one.yml
      case $account in
        forced) grep -q 'a forced command answered instead of the shell: only backups are made here' <<<"$said" ;;
        nologin)
          grep -q 'the account does not run commands' <<<"$said"
          grep -q 'not available' <<<"$said"
          ;;
      esac
    done
  done
}

busybox_and_dropbear_are_reached_through_ssh_too() { # check
  "$lab" up ash
  comes_and_goes ash /srv/one root --transport openssh
  comes_and_goes ash /srv/one root --transport libssh2
}

two_jump_hosts_in_a_row_lead_to_a_host_behind_both() { # check
  "$lab" up deep
  refused_with 'unreachable' on deep -o ProxyJump=none true
  comes_and_goes deep /srv/one root --transport openssh
  comes_and_goes deep /srv/one root --transport libssh2
  # The way is quoted where it breaks.
  "$lab" fault far sshd-stopped
  ctl 3 deploy --yes --transport libssh2 playbooks/one.yml
  grep -q 'jump host units: it cannot connect to far' <<<"$said"
  ctl 3 deploy --yes --transport openssh playbooks/one.yml
  "$lab" clear far
  grep -q 'the way to it failed' <<<"$said"
  grep -q 'Connection refused' <<<"$said"
}
