# Records of a log: which lines belong together, and which of them decide.

# sift_judge more|last|baseline: one count for each sort of record, a record being a line with those that belong to
# it: a traceback to its exception, what is indented, a cause. What decides goes into control/log.fresh, what is passed
# over into log.noted, and a record that may go on into KEY.open. With `baseline` the shapes of records are printed: with
# numbers, times and hexadecimal ids taken out.
sift_judge() {
  r_left=-1
  if [ "${q_mode-gate}" = gate ]; then
    r_left=$((${q_budget-0} - q_fresh))
    [ -n "${q_known_pass-}" ] || r_left=$((r_left - q_known))
    [ "$r_left" -ge 0 ] || r_left=0
  fi
  LOG_AT=$set/control/log LOG_OPEN=${t_key-}.open LOG_NAME=$z_name LOG_PREFIX=$prefix LOG_BOUND=$bound \
    awk -v "how=$1" -v "room=$((20 - q_fresh - q_known))" -v "passes=${q_known_pass-}" -v "left=$r_left" \
    "$sift_program" \
    FS=: part=hits "$set/control/log.hits" part=ignored "$set/control/log.ignored" part=ready "$set/control/log.ready" \
    part=known "$set/control/log-$q_mark.known" part=old "$set/control/log.old" part=lines "$set/control/log.lines"
}

# shellcheck disable=SC2016 # awk's own words
sift_program='
function shape(text) {
  gsub(/[0-9]+/, "#", text)
  gsub(/[a-fA-F]*#[a-fA-F#]*/, "#", text)
  gsub(/#[-:.,T+Z#]*#/, "#", text)
  return text
}
function show(file, tag,   i) {
  for (i = 1; i <= kept; i++) print (i == 1 ? stamp tag name ": " : "  ") substr(body[i], 1, 500) >> file
}
function settle() {
  if (!size || !isHit) return
  if (how == "baseline") { print key; return }
  matched++
  if (isOld) { old++; if (old <= 3) show(noted, "(old process) ") }
  else if (isIgnored) ignored++
  else if (key in known) {
    knowns++
    if (passes) { if (knowns <= 3) show(noted, "(known) ") }
    else if (shown++ < room) show(fresh, "(known) ")
  }
  else { news++; if (shown++ < room) show(fresh, "") }
}
function begin(text, when) {
  settle()
  size = kept = isHit = isIgnored = 0
  first = n
  key = shape(text)
  stamp = when == "" ? "" : substr(when, 12, 8) "Z "
  isOld = 0
  trace = 0
}
function goesOn(text) {
  if (!size || size > 500) return 0
  if (size == 1 && body[1] ~ /^Exception in thread / && text ~ /^Traceback \(most recent call last\)/) { trace = 1; return 1 }
  if (trace == 1) {
    if (text ~ /^[ \t]/ || text == "") return 1
    trace = 2
    key = key "\t" shape(text)
    return 1
  }
  if (text ~ /^[ \t]/ && text !~ /^[ \t]*$/) return 1
  if (trace >= 2) {
    if (text == "") return 1
    if (text ~ /^(During handling of the above|The above exception was)/) { trace = 3; return 1 }
    if (trace == 3 && text ~ /^Traceback \(most recent call last\)/) { trace = 1; return 1 }
  }
  if (text ~ /^(at |Caused by: |Suppressed: |\.\.\. [0-9]+ more)/) {
    if (text ~ /^Caused by: /) key = key "\t" shape(text)
    return 1
  }
  return 0
}
BEGIN {
  at = ENVIRON["LOG_AT"]; name = ENVIRON["LOG_NAME"]; prefix = ENVIRON["LOG_PREFIX"]; bound = ENVIRON["LOG_BOUND"]
  fresh = at ".fresh"; noted = at ".noted"
}
part == "hits" { hit[$1] = 1; next }
part == "ignored" { ign[$1] = 1; next }
part == "ready" { rdy[$1] = 1; next }
part == "known" { known[$0] = 1; next }
part == "old" { past[$0]++; next }
{
  n++
  text = $0; when = ""
  if (prefix != "" && match(text, prefix)) { when = substr(text, 1, RLENGTH); text = substr(text, RLENGTH + 1) }
  isPast = 0
  if (past[$0] > 0) { past[$0]--; isPast = 1 }
  if (bound != "" && when != "" && when < bound) isPast = 1
  if ((n in rdy) && !isPast) ready++
  if (!goesOn(text)) {
    begin(text, when)
    isOld = isPast
    if (text ~ /^Traceback \(most recent call last\)/) trace = 1
  } else if (text ~ /^  File "/) key = key "\t" shape(text)
  size++
  if (size <= 60) { body[size] = text; kept = size }
  raw[size] = $0
  if (n in hit) isHit = 1
  if (n in ign) isIgnored = 1
}
END {
  # Where the gate fails for what stands before, nobody waits for the end of this one.
  isOver = left >= 0 && news + (passes ? 0 : knowns) > left
  if (how == "more" && isHit && !isOld && size <= 500 && !isOver) {
    for (i = 1; i <= size; i++) print raw[i] > ENVIRON["LOG_OPEN"]
  } else settle()
  if (how != "baseline") print matched + 0, ignored + 0, knowns + 0, old + 0, news + 0, ready + 0
}
'
