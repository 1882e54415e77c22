# The file of such a unit changes, and the account's systemd reads it again by itself: well.
# shellcheck disable=SC2016 # words of the host
expect=fine
own=1
behave() {
  own_old 'exec sleep 600'
  unit_text 'Environment=VERSION=two' >behaviour.service
  playbook '  - copy: { from: behaviour.service, to: /home/deploy/.config/systemd/user/behaviour.service }' \
    '  - restart: { systemd_user: behaviour }'
}
proof() {
  on_deploy 'tr "\0" "\n" </proc/$(systemctl --user show -P MainPID behaviour)/environ | grep -x VERSION=two'
}
