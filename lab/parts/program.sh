# The deployctl that scenarios and the demo run.

binary=${DEPLOYCTL_BINARY:-$home/../.build/debug/deployctl}
[ -x "$binary" ] || fail "there is no program '$binary'" "'swift build' makes it, or DEPLOYCTL_BINARY names another"
binary=$(realpath "$binary")
