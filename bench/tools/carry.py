"""What libssh2 can carry at most where both ends hash: a C program with so many channels. No tool, but a measure."""


class Carry:
    def __init__(self, program, channels):
        self.program, self.channels = program, channels
        self.name = f"bare-carry-{channels}"

    def command(self, scene):
        if scene.work.name != "W7":
            return None
        host = scene.hosts[0]
        (path, source), = scene.huge.items()
        host.make_folder_of(path)
        words = [scene.stage.account, scene.stage.key, str(scene.port), host.address, source, host.path(path)]
        return [self.program, *words, str(self.channels)]


def carries(stage):
    program = stage.compile("carry", "-lssh2", "-lcrypto")
    return [Carry(program, channels) for channels in (1, 4)]
