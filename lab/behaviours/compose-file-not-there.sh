# The settings name a file that is not there: refused with the plan.
expect=caught
words='deploy/mroe.yml, which compose is told of, is not there'
host=web
behave() {
  project_old docker-compose
  mkdir deploy
  echo VERSION=two >deploy/prod.env
  project_settings='in: deploy, files: [base.yml, mroe.yml], project: lms, env_file: prod.env'
  playbook '  - copy: deploy/prod.env' '  - restart: { compose: web }'
}
