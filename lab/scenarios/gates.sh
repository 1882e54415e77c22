# How services behave after a deploy: those of lab/behaviours that take little time and are no relatives. `lab/gates` tries all.
# shellcheck source=/dev/null
. "$home/parts/behaviour.sh"

behaviours_of_a_few_kinds_are_told_apart() { # check
  local name
  for name in $(behaviour_names); do
    behaviour_read "$name"
    [ -n "$quick" ] || continue
    echo "== $name"
    behaviour_try "$name"
  done
}
