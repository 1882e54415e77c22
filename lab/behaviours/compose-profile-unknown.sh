# The settings name a profile that no service has: refused with the plan.
expect=caught
words="no service in $behaviour_root/deploy .project lms. has the profile 'jbos'"
host=web
behave() {
  project_old docker-compose
  mkdir deploy
  echo x >deploy/x
  project_settings='in: deploy, files: [base.yml, more.yml], profiles: [jobs, jbos], project: lms, env_file: prod.env'
  playbook '  - copy: deploy/x' '  - restart: { compose: web, rebuild: true }'
}
