# deployctl runtime: the only code that runs on a target.
#
# POSIX sh and base utilities (GNU coreutils or busybox). It is sent over standard input and evaluated,
# and a copy lies in every backup set as `runtime`, so that a set can be restored without the tool.
#
#   serve TOKEN SHELL   answers the controller's requests, read from standard input
#   guard SET SHELL LOCK   owns a run after `go`, and its lock: starts the worker, recovers when it dies without a verdict
#   work SET CLOCK SHELL GUARDIAN   carries the set's script out, for the guardian
#   git SET ACT FOLDER WORK   does a piece of an act's work inside of a git checkout
#   recover SET         finishes or reverts a run whose worker and guardian are gone
#   restore SET         puts back by hand what the run saved
#
# Three rules hold everywhere. A name is never parsed out of a tool's output: paths are reached by entry
# number. A batch is one process per directory, never one per file. Nothing is announced in the journal
# before what it relies on is synced, and nothing is done before it is announced.

set -u
set -f
unalias -a 2>/dev/null || :

# What the account had is kept for the commands of a playbook, which must not see our settings.
if [ -z "${DEPLOYCTL_ACCOUNT-}" ]; then
  DEPLOYCTL_ACCOUNT=1
  DEPLOYCTL_PATH=${PATH-}
  DEPLOYCTL_LC_ALL=${LC_ALL-}
  DEPLOYCTL_UMASK=$(umask)
  export DEPLOYCTL_ACCOUNT DEPLOYCTL_PATH DEPLOYCTL_LC_ALL DEPLOYCTL_UMASK
fi
LC_ALL=C
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH ENV POSIXLY_CORRECT
umask 077
IFS=' 	
'
N='
'
shell=/bin/sh
chunk=200
bytes=65536
rows_held=25
hash_words=sha256sum
hash_chosen=
part_most=600
ways=
