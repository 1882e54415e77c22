"""What libssh2 can do at most: a C program that connects, runs the script in the exec request, and ends. No tool, but a floor."""

import hashlib

from bench.tools.handwritten import hotfix


class BareLibSSH2:
    name = "bare-libssh2"

    def __init__(self, stage):
        self.program = stage.compile("bare", "-lssh2", "-lpthread")

    def command(self, scene):
        if scene.work.name not in ("W1", "W5"):
            return None
        files = {path: open(scene.project.path(path), "rb").read() for path in scene.work.before}
        words = [self.program, scene.stage.account, scene.stage.key, str(scene.port)]
        for host in scene.hosts:
            script = self.script(host, files, scene.work.before)
            words += [host.address, scene.write(f"{host.name}.{self.name}", script)]
        return words

    @staticmethod
    def script(host, files, before):
        return hotfix(host, files)


class BareTransaction(BareLibSSH2):
    """The same with the least that it takes for the promises that are kept on the host: a lock; nothing is done unless all
    is as it was and arrived whole; a journal that is synced before what it announces; a process that outlives the
    connection and does the work. What goes wrong is only noticed: no line is spent on going back."""

    name = "bare-transaction"

    @staticmethod
    def script(host, files, before):
        texts = "".join(
            f"cat >$set/new/{path} <<'END-OF-FILE'\n{text.decode()}END-OF-FILE\n" for path, text in files.items()
        )
        sums = "".join(f"{hashlib.sha256(before[path]).hexdigest()}  {path}\n" for path in files)
        sums += "".join(f"{hashlib.sha256(text).hexdigest()}  $set/new/{path}\n" for path, text in files.items())
        names, staged = " ".join(files), " ".join(f"$set/new/{path}" for path in files)
        return f"""set -eu
cd {host.root}
set=backups/hotfix_$(date -u +%Y%m%d_%H%M%S)
mkdir -p $set/src $set/new/src
ln -s $$ backups/.lock
{texts}chmod 644 {staged}
sha256sum -c --quiet - <<END
{sums}END
ln {names} $set/src
cat >$set/work <<'END'
say() {{
  echo "$1" >>$set/journal
  sync $set/journal
}}
set -eu
set=$1
from=$(wc -c <logs/app.log)
say begun
mv -f {staged} src/
sync src
say placed
timeout 120 sh -c bin/restart
say restarted
timeout 30 sh -c 'test -s running'
if tail -c +$((from + 1)) logs/app.log | grep -q -i -E 'error|exception|traceback|panic|fatal'; then exit 1; fi
say committed
rm backups/.lock
END
sync -f $set
setsid sh $set/work $set </dev/null &
wait $!
"""
