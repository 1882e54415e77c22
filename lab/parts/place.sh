# Where everything of the lab is. One folder holds the state, one the things that are made once.

state=${DEPLOYCTL_LAB:-/tmp/deployctl-lab}
cache=${DEPLOYCTL_LAB_CACHE:-/var/cache/deployctl-lab}
case $state$cache in
  *[!A-Za-z0-9/._-]*) fail "the folders of the lab may hold letters, digits and /._- only: '$state', '$cache'" ;;
esac

# A second lab beside the first needs names of its own for what is not inside the state folder: cgroups and machines.
lab_id=deployctl-lab
[ "$state" = /tmp/deployctl-lab ] || lab_id=deployctl-lab-$(printf %s "$state" | cksum | cut -d ' ' -f 1)

layers=$state/layers
client_net=$state/net/client
ssh_folder=$state/ssh
ssh_config=$ssh_folder/config
client_address=10.77.0.1
