# Who may run checks: one runner at a time in a lab folder.

a_second_runner_in_the_same_folder_is_refused() { # check
  local runner
  for runner in 'test down_twice' 'scenario the_hosts' 'soak 1'; do
    # shellcheck disable=SC2086 # a command
    refused_with "another runner is at work in '$DEPLOYCTL_LAB': lab/test, process [0-9]" \
      env DEPLOYCTL_LAB_TEST="$DEPLOYCTL_LAB" DEPLOYCTL_LAB_SCENARIO="$DEPLOYCTL_LAB" DEPLOYCTL_BINARY=/bin/true "$home"/$runner
  done
}

# A runner in a folder of its own, with the checks that the standard input holds. They are marked `# its`, so that the
# runner of this file does not take them for its own.
private_runner() {
  mkdir -p "$scratch/private"
  sed 's/# its$/# check/' >"$scratch/private/checks.sh"
  cat >"$scratch/runner" <<END
home=$home
export DEPLOYCTL_LAB=$scratch/lab TMPDIR=$scratch
. "$home/parts/runner.sh"
runner_take
runner_checks $scratch/private
END
  trap 'DEPLOYCTL_LAB=$scratch/lab "$lab" down' EXIT
}

a_check_fails_with_any_of_its_commands() { # check
  private_runner <<'END'
it_goes_on() { # its
  false
  true
}
it_is_well() { # its
  true
}
END
  refused_with '1 passed, 1 failed' bash "$scratch/runner"
}

sleeper() { pgrep -f '[s]leep 347'; }

# The host and the check that it left would still hold an inherited mark.
a_runner_that_was_killed_blocks_nobody() { # check
  local runner
  private_runner <<END
it_waits() { # its
  if [ -e $scratch/begun ]; then
    [ -z "\$(sleeper)" ]
    exit
  fi
  "\$lab" up ash
  : >$scratch/begun
  sleep 347
}
$(declare -f sleeper)
END
  bash "$scratch/runner" &
  runner=$!
  soon test -e "$scratch/begun"
  refused_with 'another runner' bash "$scratch/runner"
  kill -9 "$runner"
  wait "$runner" || true
  sleeper
  bash "$scratch/runner" | grep '1 passed, 0 failed'
  [ ! -e "$scratch/lab" ]
}
