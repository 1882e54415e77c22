# Disks that are full or cannot be written to.

a_full_folder_keeps_its_files_and_takes_no_more() { # check
  local host
  for host in web ash; do
    "$lab" run "$host" sh -c 'mkdir -p /srv/app && echo old >/srv/app/file && chmod 640 /srv/app/file'
    "$lab" fault "$host" disk-full /srv/app 100
    [ "$("$lab" run "$host" cat /srv/app/file)" = old ]
    refused_with 'No space left|I/O error' "$lab" run "$host" sh -c 'head -c 300000 /dev/zero >/srv/app/large'
    "$lab" run "$host" sh -c 'rm /srv/app/large; echo new >/srv/app/file'
    "$lab" clear "$host"
    [ "$("$lab" run "$host" stat -c %a /srv/app/file)" = 640 ]
    [ "$("$lab" run "$host" cat /srv/app/file)" = new ]
    "$lab" run "$host" sh -c 'head -c 300000 /dev/zero >/srv/app/large'
  done
}

a_full_disk_is_full_everywhere() { # check
  "$lab" fault units disk-full /
  refused_with 'No space left' "$lab" run units sh -c 'head -c 300000 /dev/zero >/srv/large'
  "$lab" clear units
  "$lab" run units sh -c 'head -c 300000 /dev/zero >/srv/large'
}

without_inodes_no_file_can_be_made() { # check
  "$lab" run web mkdir -p /srv/many
  "$lab" fault web inodes-full /srv/many 2
  "$lab" run web touch /srv/many/1 /srv/many/2
  refused_with 'No space left' "$lab" run web touch /srv/many/3
  "$lab" fault web inodes-full /
  refused_with 'No space left' "$lab" run web sh -c 'touch /srv/many3'
  "$lab" clear web
  "$lab" run web touch /srv/many/1 /srv/many/2 /srv/many/3 /srv/many3
  [ "$("$lab" run web ls /srv/many)" = "$(printf '1\n2\n3')" ]
}

a_read_only_folder_cannot_be_changed() { # check
  local host
  for host in units ash; do
    "$lab" run "$host" mkdir -p /srv/ro
    "$lab" fault "$host" read-only /srv/ro
    refused_with 'Read-only file system' "$lab" run "$host" touch /srv/ro/file
    "$lab" clear "$host"
    "$lab" run "$host" touch /srv/ro/file
  done
}
