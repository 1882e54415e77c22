"""What libssh2 can do at most: a C program that connects, runs the script in the exec request, and ends. No tool, but a floor."""

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
            words += [host.address, scene.write(f"{host.name}.libssh2", hotfix(host, files))]
        return words
