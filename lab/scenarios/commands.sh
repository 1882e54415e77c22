# Commands of a run inside of a container.

# inside COMMAND: in the web container.
inside() {
  "$lab" run web sh -c "cd $lms && docker-compose exec -T web sh -c '$1'"
}

# commands_begin STEP...: a playbook that brings a file, migrates inside of the container, and does these steps after it.
commands_begin() {
  lms_begins
  mkdir -p src
  echo 'new' >src/notes.txt
  cat >playbooks/commands.yml <<'END'
playbook: commands
hosts: lms
root: /root/projects/lms
steps:
  - copy: src/notes.txt
  - run:
      command: 'cat src/notes.txt && echo "$WHO in $PWD" >>state/schema'
      in: { compose: web }
      cwd: /app
      env: { WHO: "the lab's" }
      unless: test -s state/schema
    undo: 'echo "$WHO undo" >>state/undone && rm -f state/schema'
END
  printf '%s\n' "$@" >>playbooks/commands.yml
  inside 'mkdir /app/state'
}

a_command_in_a_container_is_done_once_and_taken_back() { # check
  commands_begin
  ctl 0 check playbooks/commands.yml
  grep -q 'says it is needed' <<<"$said"
  fails inside 'test -e state/schema'
  ctl 0 deploy --yes playbooks/commands.yml
  # It sees what the step before brought, and what it prints is shown.
  grep -q '^ *new$\|| new$\|  new$' <<<"$said"
  [ "$(inside 'cat state/schema')" = "the lab's in /app" ]
  ctl 0 deploy --yes playbooks/commands.yml
  grep -q 'nothing to do' <<<"$said"
  ctl 0 rollback --yes "lms:$lms" latest
  [ "$(inside 'cat state/undone')" = "the lab's undo" ]
  fails inside 'test -e state/schema'
  fails "$lab" run web test -e "$lms/src/notes.txt"
}

a_command_in_a_container_that_fails_takes_all_back() { # check
  local before
  commands_begin '  - run: { command: "echo half; exit 3", in: { compose: web } }' '    undo: "true"'
  before=$(lms_tree)
  ctl 4 deploy --yes playbooks/commands.yml
  grep -q 'half' <<<"$said"
  [ "$before" = "$(lms_tree)" ]
  [ "$(inside 'cat state/undone')" = "the lab's undo" ]
  fails inside 'test -e state/schema'
}

# What docker's client is ended for goes on in the container by itself.
a_command_in_a_container_is_ended_there_when_its_time_is_over() { # check
  local before
  commands_begin '  - run: { command: "sleep 4711 & sleep 4711", in: { compose: web } }' '    undo: "true"' '    timeout: 2s'
  before=$(lms_tree)
  ctl 4 deploy --yes playbooks/commands.yml
  grep -q 'longer than 2 s' <<<"$said"
  [ "$before" = "$(lms_tree)" ]
  # shellcheck disable=SC2016 # the container's own words
  fails inside 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" " " | grep -q "sleep 471[1]"'
}
