# The Debian packages that the hosts are made of.

package_names='systemd-container systemd-sysv dbus libpam-systemd openssh-server openssh-client sudo python3 iproute2 nftables
  util-linux busybox git python3-venv dropbear-bin docker.io docker-compose iptables tini postgresql-15 libfaketime psmisc procps curl
  zsh fish tcsh opendoas'

lab_packages() {
  [ "$(id -u)" -eq 0 ] || cannot "it needs root, this is $(id -un)"
  command -v apt-get >/dev/null || cannot 'it needs a Debian machine, there is no apt-get here'
  local name missing=()
  for name in $package_names; do
    dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -q -x installed || missing+=("$name")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "installing: ${missing[*]}"
    packages_quietly "${missing[@]}"
  fi
  ground_require
  # shellcheck disable=SC2046 # a list of words
  cache_fill $(host_names)
}

# Services of new packages must not start on this machine: the hosts start them.
packages_quietly() {
  local policy=/usr/sbin/policy-rc.d mine=
  if [ ! -e "$policy" ]; then
    mine=1
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  local status=0
  {
    timeout 300 apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive timeout 900 apt-get install -y -qq --no-install-recommends "$@"
  } >/dev/null || status=$?
  [ -z "$mine" ] || rm -f "$policy"
  [ "$status" -eq 0 ] || fail "apt-get ended with status $status"
}
