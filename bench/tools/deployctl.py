"""The program that this is all about."""

HOTFIX = """\
  - copy: [src/a.py, src/b.py]
  - restart: { command: bin/restart }
  - healthy: { cmd: "test -s running", stable_for: 0s }
  - logs: { file: logs/app.log, for: 0s }
"""


TREE = "  - copy: { from: tree, to: tree }\n"


class Deployctl:
    name = "deployctl"

    def __init__(self, program):
        self.program = program

    def command(self, scene):
        steps = {"W1": HOTFIX, "W5": HOTFIX, "W6": HOTFIX, "W2": TREE, "W3": TREE, "W4": TREE}.get(scene.work.name)
        if steps is None:
            paths = sorted(scene.huge)
            steps = "  - copy:\n" + "".join(f"      - {path}\n" for path in paths)
        roots = "".join(f"  {host.name}: {{ root: {host.root} }}\n" for host in scene.hosts)
        inventory = scene.write("hosts.yml", "hosts:\n" + roots)
        # Its sources are looked for beside the folder called playbooks.
        playbook = scene.stage.write(
            f"project/playbooks/{scene.work.name}-{scene.rtt}.yml",
            f"playbook: hotfix\nhosts: all\nsteps:\n{steps}",
        )
        words = [self.program, "check" if scene.work.is_check else "deploy", "-F", scene.configuration, "-i", inventory]
        return [*words, *([] if scene.work.is_check else ["--yes"]), playbook]
