# Whole folders: a mirror with its links, empty folders and what must stay, on a big host and on the smallest.

tree=/srv/tree

# trees_begin HOST: a host with an older folder, and a project with the new one.
trees_begin() {
  "$lab" run "$1" sh -c "rm -rf $tree; mkdir -p $tree/site/old/deep $tree/site/empty-before $tree/site/cache
    cd $tree/site && echo old >page && echo old >old/deep/x && echo cached >cache/x && ln -s old/deep/x link && chmod 640 page"
  rm -rf "$scratch/project"
  mkdir -p "$scratch/project/playbooks" "$scratch/project/site/sub dir/.git" "$scratch/project/site/empty"
  cd "$scratch/project" || return
  echo new >site/page
  echo 'it is' >"site/sub dir/it's"
  ln -s "sub dir/it's" site/link
  touch site/x.tmp 'site/sub dir/.git/HEAD'
  cat >playbooks/tree.yml <<YML
playbook: tree
hosts: $1
root: $tree
steps:
  - copy: { from: site, to: site, delete: true, exclude: ["*.tmp", /cache/], dir_mode: "0755" }
  - run: "test ! -e $tree/fails"
YML
}

# tree_state HOST: every path of it with its kind, mode, and what files and links hold.
tree_state() {
  "$lab" run "$1" sh -c "cd $tree && find . -path ./backups -prune -o -print | sort | while read -r path; do
    stat -c '%F %a' \"\$path\"; echo \"\$path\"; if [ -L \"\$path\" ]; then readlink \"\$path\"; elif [ -f \"\$path\" ]; then cat \"\$path\"; fi; done"
}

# comes_as_a_whole HOST: deployed, taken back when it fails, and rolled back.
comes_as_a_whole() {
  local before
  trees_begin "$1"
  "$lab" run "$1" touch $tree/fails
  before=$(tree_state "$1")
  ctl 4 deploy --yes playbooks/tree.yml
  [ "$(tree_state "$1")" = "$before" ]
  "$lab" run "$1" rm $tree/fails
  before=$(tree_state "$1")
  ctl 0 deploy --yes playbooks/tree.yml
  "$lab" run "$1" sh -c "cd $tree/site && test \"\$(cat link)\" = 'it is' && test -d empty && test -f cache/x && test ! -e old &&
    test ! -e empty-before && test ! -e x.tmp && test ! -e 'sub dir/.git' && test \"\$(stat -c %a page)\" = 640"
  ctl 0 rollback --yes "$1:$tree" latest
  [ "$(tree_state "$1")" = "$before" ]
}

a_folder_is_mirrored_and_taken_back_on_a_big_host() { # check
  "$lab" up web
  comes_as_a_whole web
}

a_folder_is_mirrored_and_taken_back_on_the_smallest_host() { # check
  "$lab" up ash
  comes_as_a_whole ash
}

a_thousand_files_that_are_as_wanted_cost_no_more_than_a_look() { # check
  local number
  trees_begin web
  for number in $(seq 1 1200); do echo "$number" >"site/sub dir/$number"; done
  sed -i '/run:/d' playbooks/tree.yml
  ctl 0 deploy --yes playbooks/tree.yml
  ctl 0 check --exit-code playbooks/tree.yml
  "$lab" run web sh -c "echo mine >'$tree/site/sub dir/700'; rm '$tree/site/sub dir/701'"
  ctl 2 check --exit-code --accept-drift playbooks/tree.yml
  grep -q '1 new file, 1 file changed\|new file site/sub dir/701' <<<"$said"
  ctl 0 deploy --yes --accept-drift playbooks/tree.yml
  [ "$("$lab" run web cat "$tree/site/sub dir/700")" = 700 ]
  ctl 0 check --exit-code playbooks/tree.yml
}
