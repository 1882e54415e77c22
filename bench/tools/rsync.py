"""rsync for the files, with --backup, and one ssh for the rest."""

from bench.tools import all_at_once, in_turn, quoted


class Rsync:
    name = "rsync"

    def command(self, scene):
        work, project = scene.work, scene.project.folder
        ssh = ["ssh", "-F", scene.configuration]
        rsync = ["rsync", "-rpt", "-c", "-e", quoted(ssh)]

        def files(host, *more):
            sources = [f"{project}/./{path}" for path in work.before]
            return quoted([*rsync, "-R", *more, *sources, f"{host.name}:{host.root}/"])

        def tree(*more):
            return quoted([*rsync, *more, f"{project}/tree", f"{scene.hosts[0].name}:{scene.hosts[0].root}/"])

        def hotfix(host):
            rest = f"cd {host.root} && bin/restart && test -s running && ! tail -n 20 logs/app.log | grep -i -E 'error|exception'"
            both = [files(host, "-b", "--backup-dir=backups/rsync"), quoted([*ssh, host.name, rest])]
            return quoted(in_turn(both))

        match work.name:
            case "W1" | "W5":
                return all_at_once([hotfix(host) for host in scene.hosts])
            case "W6":
                return in_turn([files(scene.hosts[0], "--dry-run", "-i"), quoted([*ssh, scene.hosts[0].name, "true"])])
            case "W2" | "W4":
                return in_turn([tree("-b", f"--backup-dir={scene.hosts[0].root}/backups/rsync")])
            case "W3":
                return in_turn([quoted(["rsync", "-ac", "--dry-run", "-e", quoted(ssh), f"{project}/tree",
                                        f"{scene.hosts[0].name}:{scene.hosts[0].root}/"])])
            case "W7":
                (path, source), = scene.huge.items()
                return in_turn([quoted([*rsync, "--whole-file", "--mkpath", source, f"{scene.hosts[0].name}:{scene.hosts[0].root}/{path}"])])
