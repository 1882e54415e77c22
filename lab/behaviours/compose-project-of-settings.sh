# A project that only its settings tell: a folder, two files, a name, variables of its own and a profile. Other variables: made anew: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='made anew where deploy/prod.env says otherwise'
host=web
quick=1
behave() {
  project_old docker-compose
  mkdir deploy
  echo VERSION=two >deploy/prod.env
  project_settings='in: deploy, files: [base.yml, more.yml], profiles: jobs, project: lms, env_file: prod.env'
  playbook '  - copy: deploy/prod.env' '  - run: { command: "test \"$VERSION\" = one", in: { compose: web } }' '  - restart: { compose: web }' \
    '  - healthy: { compose: web, stable_for: 2s }' '  - logs: { compose: web, for: 0s }'
}
proof() {
  on_host web 'docker inspect -f "{{.Name}} {{.Config.Env}} {{.Config.Labels.more}}" lms_web_1 | grep "VERSION=two.*yes" &&
    docker inspect -f "{{.Config.Labels.version}}" behaviour_web_1 | grep other'
}
