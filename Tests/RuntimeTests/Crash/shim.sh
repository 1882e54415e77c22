#!/bin/dash
# Stands before one tool by which the runtime changes something. Every call has a number. At a number that
# $CRASH_LANE/strikes names, the first units of the call are carried out, and then somebody is killed.
#
# A unit is what a crash can leave behind: an operand of a batch, or an entry of a folder that goes. A strike is a
# line CALL UNITS TORN WHOM. TORN is `torn` if the next unit is left half done (a file cut in half, a folder
# emptied from its other end), else `-`. WHOM is `worker`, `both` (worker and guardian), `owner` (whoever
# was started) or `guardian`, which is killed before the call, and the call is carried out.
#
# With a file $CRASH_LANE/record, each call is written there: NUMBER TOOL UNITS TORN WORKER [FILE SYNCED SIZE]...
# WORKER is `worker` while one lives. The rest are files that grew since their last sync.

tool=${0##*/}
# A tool that is only asked what it knows changes nothing.
case " $* " in
  *' --help '*) exec "$CRASH_TOOLS/$tool" "$@" ;;
esac
read -r number <"$CRASH_LANE/count"
number=$((number + 1))
echo "$number" >"$CRASH_LANE/count"

perform() {
  if [ "$tool" = restart ]; then
    # The service writes down what it was started on.
    read -r line <"$CRASH_SET/../../a"
    echo "$line" >>"$CRASH_LANE/service"
  else
    "$CRASH_TOOLS/$tool" "$@"
  fi
}

struck=
while read -r call want torn whom; do
  if [ "$call" = "$number" ]; then
    struck=1
    break
  fi
done <"$CRASH_LANE/strikes"
if [ -n "$struck" ] && [ "$whom" = guardian ]; then
  # The worker carries on.
  read -r pid <"$CRASH_LANE/owner" && kill -9 "$pid"
  struck=
fi
if [ -z "$struck" ] && [ ! -e "$CRASH_LANE/record" ]; then
  perform "$@"
  exit
fi

# Options, then what no unit can lack ($first), then the units, then where they go ($into).
options=
while :; do
  case $tool:${1-} in
    tar:* | restart:*) break ;;
    mkdir:-m)
      options="$options -m $2"
      shift 2
      ;;
    *:-?*)
      options="$options $1"
      shift
      ;;
    *) break ;;
  esac
done
first=
case $tool in
  chown | chmod)
    first=$1
    shift
    ;;
esac
into=
units=$#
case $tool in
  mv | ln | cp)
    eval "into=\${$#}"
    units=$((units - 1))
    ;;
  tar) units=8 ;; # parts of the archive
  restart) units=1 ;;
esac
kind='batch'
case $tool:$options in
  rm:*r*)
    kind=tree
    units=0
    for folder do
      for child in "$folder"/* "$folder"; do
        [ ! -e "$child" ] || units=$((units + 1))
      done
    done
    ;;
  sync:*f*) units=1 ;;
  sync:) [ "$units" -gt 0 ] || units=1 ;;
esac

sizes() {
  for file in "$CRASH_SET/journal" "${CRASH_SET%/*}/history" "${CRASH_SET%/*}/deployed/ledger"; do
    [ ! -f "$file" ] || echo "$file $(/usr/bin/stat -c %s "$file")"
  done
}

# The worker's process is in $pid. A number alone may be somebody else's by now.
worker_lives() {
  read -r pid since 2>/dev/null <"$CRASH_SET/control/worker" && read -r line 2>/dev/null <"/proc/$pid/stat" || return 1
  # shellcheck disable=SC2086 # fields
  set -- ${line##*) }
  [ "$#" -ge 20 ] && [ "${20}" = "$since" ]
}

record() {
  tear=-
  case $tool:$kind in
    cp:* | cat:* | *:tree) tear=torn ;;
  esac
  alive=-
  if worker_lives; then
    alive=worker
  fi
  printf '%s %s %s %s %s' "$number" "$tool" "$units" "$tear" "$alive"
  sizes | while read -r file size; do
    synced=0
    while read -r name bytes; do
      [ "$name" != "$file" ] || synced=$bytes
    done <"$CRASH_LANE/synced"
    [ "$size" -eq "$synced" ] || printf ' %s %s %s' "$file" "$synced" "$size"
  done
  echo
}

if [ -z "$struck" ]; then
  record >>"$CRASH_LANE/record"
  # shellcheck disable=SC2086 # options are plain words
  perform $options ${first:+"$first"} "$@"
  code=$?
  if [ "$tool" = sync ]; then
    sizes | while read -r file size; do
      case $options in *f*) set -- "$file" ;; esac
      [ $# -gt 0 ] || set -- "$file"
      for operand do
        [ ! "$operand" -ef "$file" ] || echo "$file $size"
      done
    done >>"$CRASH_LANE/synced"
  fi
  exit "$code"
fi

case $tool:$kind in
  *:tree)
    for folder do
      children=
      for child in "$folder"/*; do
        [ -e "$child" ] || continue
        if [ "$torn" = torn ]; then
          children="$child $children"
        else
          children="$children $child"
        fi
      done
      for child in $children "$folder"; do
        [ "$want" -gt 0 ] || break 2
        "$CRASH_TOOLS/rm" -rf "$child"
        want=$((want - 1))
      done
    done
    ;;
  tar:*)
    /bin/cat >"$CRASH_LANE/archive"
    /usr/bin/head -c $(($(/usr/bin/stat -c %s "$CRASH_LANE/archive") * want / units)) "$CRASH_LANE/archive" |
      perform "$@" 2>/dev/null
    ;;
  restart:*) [ "$want" -eq 0 ] || perform ;;
  cat:*)
    if [ "$torn" = torn ]; then
      /usr/bin/head -c $(($(/usr/bin/stat -c %s "$1") / 2)) "$1"
    elif [ "$want" -gt 0 ]; then
      perform "$@"
    fi
    ;;
  sync:*f*) [ "$want" -eq 0 ] || perform -f "$@" ;;
  *)
    [ "$torn" != torn ] || want=$((want + 1))
    index=0
    last=
    total=$#
    while [ "$index" -lt "$total" ]; do
      word=$1
      shift
      if [ "$index" -lt "$want" ] && [ "$index" -lt "$units" ]; then
        set -- "$@" "$word"
        last=$word
      fi
      index=$((index + 1))
    done
    if [ $# -gt 0 ]; then
      # shellcheck disable=SC2086 # options are plain words
      "$CRASH_TOOLS/$tool" $options ${first:+"$first"} "$@" ${into:+"$into"} || last=
    fi
    if [ "$torn" = torn ] && [ -n "$last" ]; then
      half=$into
      if [ -d "$last" ]; then
        half=$(/usr/bin/find "$into" -type f | /usr/bin/tail -n 1)
      elif [ -d "$into" ]; then
        half=$into/${last##*/}
      fi
      /usr/bin/truncate -s $(($(/usr/bin/stat -c %s "$half") / 2)) "$half"
    fi
    ;;
esac

# The guardian first: it would take up a dead worker's run before it dies itself.
case $whom in
  both | owner) read -r pid <"$CRASH_LANE/owner" && kill -9 "$pid" ;;
esac
case $whom in
  both | worker) worker_lives && kill -9 "$pid" ;;
esac
# What a dead worker was waiting for would go on.
[ "$tool" != restart ] || exec /usr/bin/tail -f "$CRASH_LANE/count"
exit 1
