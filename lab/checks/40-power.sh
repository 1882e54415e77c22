# Hosts that go away and come back.

a_power_cut_is_silence_and_keeps_the_files() { # check
  local before
  before=$(on units 'echo kept | sudo tee /srv/kept >/dev/null; cat /proc/sys/kernel/random/boot_id')
  session_open units
  "$lab" fault units power
  session_lost 'not responding|timed out'
  refused_with 'timed out|No route' on units true
  "$lab" status | grep '^units *off'
  "$lab" up units
  [ "$(on units cat /srv/kept)" = kept ]
  [ "$(on units cat /proc/sys/kernel/random/boot_id)" != "$before" ]
  on far true
}

a_reboot_is_a_new_boot_with_the_same_files() { # check
  local before host
  for host in units ash; do
    "$lab" run "$host" sh -c 'echo kept >/srv/again'
    before=$(on "$host" cat /proc/sys/kernel/random/boot_id)
    "$lab" fault "$host" reboot
    "$lab" up "$host"
    [ "$(on "$host" cat /srv/again)" = kept ]
    [ "$(on "$host" cat /proc/sys/kernel/random/boot_id)" != "$before" ]
  done
}

containers_and_images_outlive_a_power_cut() { # check
  compose_project
  on web 'cd /root/shop && sed -i "s/init: true/init: true\n    restart: always/" docker-compose.yml && docker-compose up -d 2>&1'
  soon compose_serves
  "$lab" fault web power
  "$lab" up web
  soon compose_serves
  on web 'cd /root/shop && docker-compose down 2>&1'
}

the_database_outlives_a_power_cut() { # check
  "$lab" client env PGPASSWORD=lab psql -q -h 10.77.0.15 -U app app -c 'create table kept as select 1 as one'
  "$lab" fault db power
  "$lab" up db
  [ "$("$lab" client env PGPASSWORD=lab psql -h 10.77.0.15 -U app app -Atc 'select one from kept')" = 1 ]
}
