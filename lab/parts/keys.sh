# Keys and the client's configuration. Keys are made once; configuration and known hosts are written at each `up`.

# keys_pair NAME: makes a key pair unless there is one, and prints the path of the private one.
keys_pair() {
  local key=$cache/keys/$1
  if [ ! -s "$key.pub" ]; then
    mkdir -p "$cache/keys"
    rm -f "$key"
    ssh-keygen -q -t ed25519 -N '' -C "lab $1" -f "$key"
  fi
  echo "$key"
}

# Makes the keys of all hosts, whether they will be up or not.
keys_all() {
  local name
  for name in client $(host_names | sed 's/^/host-/'); do keys_pair "$name" >/dev/null; done
}

# Writes what a client needs for every host of the lab, whether it is up or not.
keys_client() {
  local name key
  mkdir -p "$ssh_folder"
  chmod 700 "$ssh_folder"
  key=$(keys_pair client)
  install -m 600 "$key" "$ssh_folder/id_ed25519"
  install -m 644 "$key.pub" "$ssh_folder/id_ed25519.pub"
  : >"$ssh_folder/known_hosts.new"
  : >"$ssh_config.new"
  for name in $(host_names); do
    host_load "$name"
    key=$(keys_pair "host-$name")
    echo "$name,$host_address $(cut -d ' ' -f 1,2 "$key.pub")" >>"$ssh_folder/known_hosts.new"
    {
      printf 'Host %s\n  HostName %s\n  User %s\n' "$name" "$host_address" "$host_user"
      [ -z "$host_behind" ] || echo "  ProxyJump $host_behind"
    } >>"$ssh_config.new"
  done
  cat >>"$ssh_config.new" <<END
Host *
  IdentityFile $ssh_folder/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $ssh_folder/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  UpdateHostKeys no
  ConnectTimeout 5
END
  mv "$ssh_folder/known_hosts.new" "$ssh_folder/known_hosts"
  mv "$ssh_config.new" "$ssh_config"
}
