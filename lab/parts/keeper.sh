#!/bin/sh
# Runs one host until it powers off, again after each reboot. Usage: keeper.sh MACHINE OPTIONS FOR systemd-nspawn
machine=$1
shift
export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
# A host sets its own network up: docker switches forwarding on.
export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
while :; do
  # The folder is still there after a reboot, and nspawn refuses to start beside it.
  rm -rf "/run/systemd/nspawn/propagate/$machine"
  systemd-nspawn -q -b --register=no --keep-unit --machine="$machine" --console=pipe \
    --resolv-conf=off --timezone=off --link-journal=no "$@"
  status=$?
  # With --keep-unit a reboot is left to whoever started nspawn.
  [ "$status" -eq 133 ] || exit "$status"
done
