# db: PostgreSQL 15 on port 5432 with the role and database `app`, password `lab`.
host_address=10.77.0.15
host_tools=/usr/lib/postgresql/15/bin/postgres
host_cached=cache_cluster
host_dress() {
  local etc=$1/etc/postgresql/15/main library=$1/var/lib/postgresql/15 units=$1/etc/systemd/system
  mkdir -p "$etc" "$library" "$units/multi-user.target.wants"
  tar -C "$library" -xzf "$(cache_cluster)"
  mv "$library/main/pg_hba.conf" "$library/main/pg_ident.conf" "$etc/"
  cat >"$etc/pg_hba.conf" <<'END'
local all postgres peer
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all 10.77.0.0/24 scram-sha-256
END
  # A power cut of the lab keeps what was written, synced or not; what is committed has to be written, though.
  cat >"$etc/postgresql.conf" <<'END'
data_directory = '/var/lib/postgresql/15/main'
hba_file = '/etc/postgresql/15/main/pg_hba.conf'
ident_file = '/etc/postgresql/15/main/pg_ident.conf'
external_pid_file = '/var/run/postgresql/15-main.pid'
unix_socket_directories = '/var/run/postgresql'
listen_addresses = '*'
port = 5432
cluster_name = '15/main'
shared_buffers = 16MB
max_wal_size = 64MB
fsync = off
full_page_writes = off
log_line_prefix = '%m [%p] %q%u@%d '
END
  echo auto >"$etc/start.conf"
  chown -R postgres: "$1/etc/postgresql" "$1/var/lib/postgresql"
  ln -s /lib/systemd/system/postgresql@.service "$units/multi-user.target.wants/postgresql@15-main.service"
}
host_ready() {
  host_run pg_isready -q
}
