# With compose v2, a project that only its settings tell: how it stands and what it says is told by them, and a rollback knows them from the set.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='made anew where deploy/more.yml says otherwise'
host=web
behave() {
  project_old 'docker compose'
  mkdir deploy
  project_more 'command: sh -c "echo we are two; sleep 600"' >deploy/more.yml
  project_settings='in: deploy, files: [base.yml, more.yml], project: lms, env_file: prod.env'
  playbook '  - copy: deploy/more.yml' '  - restart: { compose: web }' '  - logs: { compose: web, for: 1s }'
}
proof() {
  "$lab" client "$binary" status -F "$config" playbooks/try.yml </dev/null | grep 'web: running since'
  "$lab" client "$binary" logs -F "$config" playbooks/try.yml </dev/null | grep 'we are two'
  "$lab" client "$binary" rollback -F "$config" --yes "web:$behaviour_root" latest </dev/null
  on_host web 'docker inspect -f "{{.State.Running}} {{.Config.Cmd}} {{.Config.Env}}" lms-web-1 | grep "true.*import time.*VERSION=one" &&
    docker inspect -f "{{.State.Running}} {{.Config.Labels.version}}" behaviour-web-1 | grep "true other"'
}
