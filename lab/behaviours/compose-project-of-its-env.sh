# A project whose .env names its files, its name and its profiles, as compose itself takes them: made anew, by both composes: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
words='made anew where deploy/.env says otherwise'
host=web
behave() {
  project_old docker-compose
  on_host web 'cd "$1/deploy" && docker-compose -p lms -f base.yml -f more.yml --env-file prod.env --profile jobs down -t 1 && rm prod.env'
  project_env one | on_host web 'cd "$1/deploy" && cat >.env && docker-compose up -d'
  mkdir deploy
  project_env two >deploy/.env
  project_settings='in: deploy'
  playbook '  - copy: deploy/.env' '  - restart: { compose: [web, job] }'
}
project_env() { printf 'COMPOSE_FILE=base.yml:more.yml\nCOMPOSE_PROJECT_NAME=lms\nCOMPOSE_PROFILES=jobs\nVERSION=%s\n' "$1"; }
proof() {
  on_host web 'docker inspect -f "{{.Config.Env}} {{.Config.Labels.more}}" lms_web_1 | grep "VERSION=two.*yes" && docker inspect -f "{{.Config.Env}}" lms_job_1 | grep VERSION=two'
}
