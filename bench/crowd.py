"""200 hosts that are 20: ten roots on each of 20 addresses, with what sshd takes at once left as it comes."""

from bench import contents
from bench.work import Work

ADDRESSES, ROOTS = 20, 10

PLAYBOOK = """\
playbook: crowd
hosts: all
steps:
  - copy: [src/a.py, src/b.py]
"""


class Crowd:
    """A tool of its own, since no other is asked to do this."""

    name = "deployctl"
    work = Work("W8", "two files to 200 roots on 20 hosts", (0, 50), ADDRESSES, deadline=300)

    def __init__(self, program):
        self.program = program

    def command(self, scene):
        inventory = "hosts:\n"
        for host in scene.hosts:
            for number in range(ROOTS):
                folder = host.make_root(number, contents.HOTFIX_OLD)
                inventory += f"  {host.name}-{number}: {{ address: {host.name}, root: {folder} }}\n"
        hosts = scene.write("hosts.yml", inventory)
        playbook = scene.stage.write("project/playbooks/crowd.yml", PLAYBOOK)
        return [self.program, "deploy", "-F", scene.configuration, "-i", hosts, "--yes", playbook]

    def shortfall(self, scene):
        for host in scene.hosts:
            for number in range(ROOTS):
                wanted = {f"roots/{number}/{path}": content for path, content in contents.HOTFIX_NEW.items()}
                wrong = host.unlike(wanted)
                if wrong:
                    return f"{host.name}: {wrong} is not what was deployed"
        return None
