# The same with compose v2, whose step says the settings, and with a file that kills the service: it is back as it was, by the same settings.
expect=caught
words='web is exited \(exit 3\)'
host=web
behave() {
  project_old 'docker compose'
  mkdir deploy
  project_more 'command: sh -c "exit 3"' >deploy/more.yml
  playbook '  - copy: deploy/more.yml' \
    '  - restart: { compose: web, in: deploy, files: [base.yml, more.yml], profiles: jobs, project: lms, env_file: prod.env }'
}
proof() {
  on_host web 'docker inspect -f "{{.Name}} {{.State.Running}} {{.Config.Env}}" lms-web-1 | grep "true.*VERSION=one" &&
    docker inspect -f "{{.State.Running}}" behaviour-web-1 | grep true'
}
