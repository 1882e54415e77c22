# units: systemd services and accounts with and without sudo; logs in as `deploy`, who has sudo without a password.
host_address=10.77.0.12
host_user=deploy
