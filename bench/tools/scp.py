"""scp, which only copies."""

from bench.tools import in_turn, quoted


class Scp:
    name = "scp"

    def command(self, scene):
        host = scene.hosts[0]
        ssh, scp = (["ssh", "-F", scene.configuration], ["scp", "-q", "-F", scene.configuration])
        if scene.work.name == "W7":
            # One channel, as the bar for the file of 512 MB says: the folder is made beforehand.
            (path, source), = scene.huge.items()
            host.make_folder_of(path)
            return [*scp, source, f"{host.name}:{host.root}/{path}"]
        if scene.work.name == "W2" and scene.rtt == 0:
            keep = quoted([*ssh, host.name, f"cd {host.root} && mkdir -p backups && cp -a tree backups/"])
            return in_turn([keep, quoted([*scp, "-r", scene.project.path("tree"), f"{host.name}:{host.root}/"])])
        # Elsewhere it takes minutes, or does not do the work.
        return None
