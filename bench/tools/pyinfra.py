"""pyinfra: operations in a Python file, on all hosts at once."""

HOTFIX = """\
from pyinfra import host
from pyinfra.operations import files, server

root = host.data.root
server.shell(commands=[f"mkdir -p {{root}}/backups/pyinfra && cd {{root}} && cp -p src/a.py src/b.py backups/pyinfra/"])
for path in ("src/a.py", "src/b.py"):
    files.put(src={project!r} + "/" + path, dest=root + "/" + path)
server.shell(commands=[f"cd {{root}} && bin/restart && test -s running && ! tail -n 20 logs/app.log | grep -i -E 'error|exception'"])
"""

TREE = """\
from pyinfra import host
from pyinfra.operations import files, server

root = host.data.root
files.rsync(src={project!r} + "/tree", dest=root + "/", flags=["-rptc", "-b", "--backup-dir=" + root + "/backups/pyinfra"])
"""


class Pyinfra:
    name = "pyinfra"

    def __init__(self, peers):
        self.program = peers.program("pyinfra")

    def command(self, scene):
        text = {"W1": HOTFIX, "W5": HOTFIX, "W6": HOTFIX, "W2": TREE, "W3": TREE, "W4": TREE}.get(scene.work.name)
        if text is None:
            return None
        data = {"ssh_config_file": scene.configuration, "ssh_known_hosts_file": scene.stage.known_hosts,
                "ssh_hostname": None, "ssh_port": scene.port, "ssh_user": scene.stage.account,
                "ssh_key": scene.stage.key}  # fmt: skip
        hosts = [(host.name, {**data, "ssh_hostname": host.address, "root": host.root}) for host in scene.hosts]
        inventory = scene.write("pyinfra_hosts.py", f"hosts = {hosts!r}\n")
        deploy = scene.write("pyinfra_deploy.py", text.format(project=scene.project.folder))
        return [self.program, "--dry" if scene.work.is_check else "--yes", inventory, deploy]
