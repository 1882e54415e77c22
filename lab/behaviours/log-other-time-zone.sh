# Lines are stamped with the time of another zone: new ones look old, and old ones new.
expect=caught
words='error of now'
behave() {
  on_host units 'rm -f /var/log/behaviour*'
  unit_old 'TZ=Etc/GMT-14 date "+%F %T error of the day after" >>/var/log/behaviour.log; exec sleep 600'
  unit_new 'TZ=Etc/GMT+12 date "+%F %T error of now" >>/var/log/behaviour.log; exec sleep 600' '' '  - logs: { file: /var/log/behaviour.log, for: 4s }'
}
