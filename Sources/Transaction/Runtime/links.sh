# Symbolic links among the entries of a probe.

# probe_links PLACE...: where each link leads in the end; one that leads nowhere has no answer. One realpath
# prints a line for each; where that does not come out even, each is asked by itself.
probe_links() {
  lk_ids=
  lk_paths=
  lk_count=0
  for lk_id do
    eval "lk_now=\$now_$lk_id"
    case $lk_now in link*) ;; *) continue ;; esac
    lk_ids="$lk_ids $lk_id"
    lk_paths="$lk_paths \"\$p_$lk_id\""
    lk_count=$((lk_count + 1))
  done
  [ -n "$lk_ids" ] || return 0
  if lk_rest=$(eval "exec realpath $lk_paths" 2>/dev/null); then
    lk_text=$lk_rest$N
    for lk_id in $lk_ids; do
      lk_text=${lk_text#*"$N"}
      lk_count=$((lk_count - 1))
    done
    if [ -z "$lk_text" ] && [ "$lk_count" -eq 0 ]; then
      lk_rest=$lk_rest$N
      for lk_id in $lk_ids; do
        reply_text "leads $((part_first + lk_id - 1))" "${lk_rest%%"$N"*}"
        lk_rest=${lk_rest#*"$N"}
      done
      return 0
    fi
  fi
  for lk_id in $lk_ids; do
    eval "lk_path=\$p_$lk_id"
    lk_text=$(readlink -f "$lk_path" 2>/dev/null && echo /) || continue
    lk_text=${lk_text%"$N"/}
    reply_text "leads $((part_first + lk_id - 1))" "$lk_text"
  done
}
