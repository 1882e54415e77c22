"""As people do it: one command after the other, each over a connection of its own."""

from bench.tools import in_turn, quoted


class ByHand:
    name = "by-hand"

    def command(self, scene):
        if scene.work.name != "W1":
            return None
        host = scene.hosts[0]
        ssh = ["ssh", "-F", scene.configuration, host.name]
        saved = f"{host.root}/backups/by_hand"
        commands = [quoted([*ssh, f"mkdir -p {saved} && cd {host.root} && cp -p src/a.py src/b.py {saved}"])]
        for path in ("src/a.py", "src/b.py"):
            source = scene.project.path(path)
            commands.append(quoted(["scp", "-q", "-F", scene.configuration, source, f"{host.name}:{host.root}/{path}"]))
        commands += [
            quoted([*ssh, f"{host.root}/bin/restart"]),
            quoted([*ssh, f"test -s {host.root}/running"]),
            quoted([*ssh, f"tail -n 20 {host.root}/logs/app.log"]),
            quoted([*ssh, f"! tail -n 20 {host.root}/logs/app.log | grep -i -E 'error|exception'"]),
        ]
        return in_turn(commands)
