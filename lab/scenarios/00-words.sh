# The words that the scenarios are made of, with those of the lab's own checks.
# shellcheck source=/dev/null
. "$home/checks/00-words.sh"

the_hosts_are_up() { # check
  "$lab" up web units kill socket
}
