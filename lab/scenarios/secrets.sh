# Secrets on a real system: what its journal, its processes and its files hold after a deploy, a revert and a rollback.

secret_value="lab-sentinel-$$-v4lu3"

secrets_begin() {
  "$lab" up units
  "$lab" run units sh -c 'rm -rf /srv/secrets /var/lib/deployctl; mkdir -p /srv/secrets'
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks"
  cd "$scratch/project" || return
  # shellcheck disable=SC2016 # the template's own words
  echo 'password = ${password}' >app.conf.tpl
  export APP_PASSWORD=$secret_value
}

# secrets_playbook GATE: one whose commands print the secret, plainly and encoded.
secrets_playbook() {
  cat >playbooks/secrets.yml <<END
playbook: secrets
hosts: units
root: /srv/secrets
become: true
secrets: { password: { env: APP_PASSWORD } }
steps:
  - template: { from: app.conf.tpl, to: app.conf }
  - run: { command: 'echo "it is \$APP_PASSWORD"; printf %s "\$APP_PASSWORD" | base64; logger -t app begun; echo $RANDOM >>seen' }
    undo: 'echo "was \$APP_PASSWORD"'
    secret_env: { APP_PASSWORD: password }
  - healthy: { cmd: "$1", within: 1s, every: 200ms }
END
}

# Nowhere but in the file that it is for, and in the sets that keep that file.
# shellcheck disable=SC2016 # the host's own words
secret_is_kept() {
  local form
  for form in "$secret_value" "$(printf %s "$secret_value" | base64)"; do
    refused_with '' "$lab" run units sh -c 'journalctl -q --no-pager -o export | grep -a -F -e "$1"' sh "$form"
    refused_with '' "$lab" run units sh -c 'grep -r -l -F -e "$1" /run /tmp /var/lib/deployctl /var/log /root /srv/secrets | grep -v -e "/app.conf\$" -e "^/run/log/journal" -e "^/var/log/journal"' sh "$form"
    refused_with '' grep -F -e "$form" <<<"$said"
  done
}

secrets_reach_no_journal_and_no_other_file() { # check
  secrets_begin
  secrets_playbook true
  ctl 0 deploy --yes playbooks/secrets.yml
  [ "$("$lab" run units cat /srv/secrets/app.conf)" = "password = $secret_value" ]
  secret_is_kept
  "$lab" run units sh -c 'journalctl -q --no-pager | grep -q "app.*begun"'

  echo '# more' >>app.conf.tpl
  secrets_playbook false
  ctl 4 deploy --yes playbooks/secrets.yml
  secret_is_kept
  secrets_playbook true
  ctl 0 deploy --yes playbooks/secrets.yml
  ctl 0 rollback --yes playbooks/secrets.yml latest
  secret_is_kept
  unset APP_PASSWORD
}
