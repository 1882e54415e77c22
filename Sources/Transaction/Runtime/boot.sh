# At boot: a unit that recovers this run, there from prepare to the verdict.

# The unit reaches the set by a link whose name is plain, so that nothing in the unit has to be quoted. What
# was put in stands in control/boot, in the order in which it goes: what makes systemd start the unit comes first.
boot_on() {
  [ -n "$boots" ] || return 0
  registry
  n_units=/etc/systemd/system
  n_count=1
  while [ -L "$registry/boot/$run.$n_count" ]; do
    n_count=$((n_count + 1))
  done
  n_link=$registry/boot/$run.$n_count
  n_unit=deployctl-$run.$n_count.service
  if ! { mkdir -p "$registry/boot" "$n_units/multi-user.target.wants" &&
    printf '%s\n' "$n_units/multi-user.target.wants/$n_unit" "$n_units/$n_unit" "$n_link" >"$set/control/boot" &&
    ln -s "$set" "$n_link" && boot_unit >"$n_units/$n_unit" &&
    ln -s "../$n_unit" "$n_units/multi-user.target.wants/$n_unit" &&
    sync "$n_units/$n_unit" "$n_units" "$n_units/multi-user.target.wants" "$registry/boot"; } 2>"$set/evidence/boot"; then
    refuse - "cannot put the unit for recover_on_boot in: $(tail -n 1 "$set/evidence/boot")"
    return 1
  fi
}

boot_unit() {
  cat <<END
[Unit]
Description=deployctl: finish or take back the run $run
ConditionPathExists=$n_link/journal
After=local-fs.target network.target docker.service

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'set=\$\$(readlink $n_link) && exec /bin/sh "\$\$set/runtime" recover "\$\$set"'
END
}

boot_off() {
  [ -f "$set/control/boot" ] || return 0
  while IFS= read -r n_path; do
    rm -f "$n_path"
  done <"$set/control/boot"
}
