"""What a careful person would write for the occasion: one script that does all of it, over one fresh ssh."""

from bench.tools import all_at_once, quoted

FAST = ["-o", "KexAlgorithms=curve25519-sha256", "-o", "Ciphers=aes128-gcm@openssh.com", "-o", "BatchMode=yes"]


def hotfix(host, files):
    """The script of W1, with the new files in it."""
    texts = "".join(
        f"cat >{path}.new <<'END-OF-FILE'\n{text.decode()}END-OF-FILE\n" for path, text in files.items()
    )
    moves = "".join(f"chmod 644 {path}.new\nmv {path}.new {path}\n" for path in files)
    return f"""set -eu
cd {host.root}
set=backups/hotfix_$(date -u +%Y%m%d_%H%M%S)
mkdir -p $set/src
cp -p {" ".join(files)} $set/src/
{texts}{moves}from=$(wc -c <logs/app.log)
bin/restart
test -s running
if tail -c +$((from + 1)) logs/app.log | grep -i -E 'error|exception|traceback|panic|fatal'; then exit 1; fi
"""


def check(host, files):
    """The script of W6: how the files would change."""
    texts = "".join(
        f"diff -u {path} - <<'END-OF-FILE' || test $? = 1\n{text.decode()}END-OF-FILE\n" for path, text in files.items()
    )
    return f"set -eu\ncd {host.root}\ntest -x bin/restart\ntest -w src\n{texts}"


class HandwrittenSSH:
    name = "handwritten-ssh"

    def command(self, scene):
        ssh = ["ssh", "-F", scene.configuration, *FAST]
        work, host = scene.work, scene.hosts[0]
        source = scene.project.folder
        if work.name in ("W1", "W5", "W6"):
            script = check if work.is_check else hotfix
            files = {path: open(scene.project.path(path), "rb").read() for path in work.before}
            commands = []
            for host in scene.hosts:
                path = scene.write(f"{host.name}.sh", script(host, files))
                commands.append(f"{quoted([*ssh, host.name, 'sh -s'])} <{path}")
            return all_at_once(commands)
        if work.name == "W2":
            # The old tree is kept by a second tar.
            there = (
                f"set -e; cd {host.root}; mkdir -p backups/old new; tar -cf - tree | tar -xf - -C backups/old; "
                "tar -xf - -C new; mv tree gone; mv new/tree tree; rmdir new; rm -r gone"
            )
            return ["sh", "-c", f"tar -C {source} -cf - tree | {quoted([*ssh, host.name, there])}"]
        if work.name in ("W3", "W4"):
            # The hashes of what lies there come here first, then what differs goes there, over one connection each.
            sums = f"cd {source} && find tree -type f -exec sha256sum {{}} + | sort >{scene.path('here')}"
            theirs = quoted([*ssh, host.name, f"cd {host.root} && find tree -type f -exec sha256sum {{}} + | sort"])
            changed = f"diff {scene.path('there')} {scene.path('here')} | sed -n 's/^> [0-9a-f]*  //p' >{scene.path('new')}"
            there = f"set -e; cd {host.root}; mkdir -p backups/old; tar -xf - -C . --backup=simple --suffix=.old; " \
                "find tree -name '*.old' -exec sh -c 'for f; do mkdir -p \"backups/old/${f%/*}\"; " \
                "mv \"$f\" \"backups/old/${f%.old}\"; done' sh {} +"
            send = f"tar -C {source} -cf - -T {scene.path('new')} | {quoted([*ssh, host.name, there])}"
            scene.write("here", "")
            return ["sh", "-c", f"{theirs} >{scene.path('there')} & {sums}; wait $! && {{ {changed}; "
                    f"test ! -s {scene.path('new')} || {send}; }}"]
        if work.name == "W7":
            (path, source), = scene.huge.items()
            there = f"cd {host.root} && mkdir -p big && cat >{path}.new && mv {path}.new {path}"
            return ["sh", "-c", f"{quoted([*ssh, host.name, there])} <{source}"]
        return None
