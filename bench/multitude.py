"""100,000 small files that are as they should be, and what it takes to be told so."""

import os
from collections.abc import Mapping

from bench.work import Work

FOLDERS, EACH = 1000, 100


class Files(Mapping):
    """Their contents by path, made when they are asked for; each of some hundred bytes, and no two alike."""

    def __len__(self):
        return FOLDERS * EACH

    def __iter__(self):
        return (f"many/d{folder:03}/f{file:02}.txt" for folder in range(FOLDERS) for file in range(EACH))

    def __getitem__(self, path):
        return f"{path}\n".encode() * (5 + sum(path.encode()) % 70)


WORK = Work("W9", "100,000 small files, unchanged, only checked", (0, 50), 1, Files(), is_check=True, deadline=300)

PLAYBOOK = """\
playbook: multitude
hosts: all
steps:
  - copy: many
"""


class Multitude:
    name = "deployctl"

    def __init__(self, program):
        self.program = program

    def command(self, scene):
        if not os.path.exists(scene.project.path("many")):
            for path, content in WORK.before.items():
                scene.stage.write(os.path.join("project", path), content)
        host = scene.hosts[0]
        inventory = scene.write("hosts.yml", f"hosts:\n  {host.name}: {{ root: {host.root} }}\n")
        playbook = scene.stage.write("project/playbooks/multitude.yml", PLAYBOOK)
        return [self.program, "check", "-F", scene.configuration, "-i", inventory, playbook]


class FindAndHash:
    """The hashes of all files, for somebody else to compare."""

    name = "find-sha256sum"

    def command(self, scene):
        host = scene.hosts[0]
        words = f"cd {host.root} && find many -type f -exec sha256sum {{}} +"
        return ["ssh", "-F", scene.configuration, host.name, words]
