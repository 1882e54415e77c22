"""What a tool is told: the work, the hosts and how far away they are, and the project to deploy from."""

import os

from bench import contents


class Project:
    """The working tree with the new versions."""

    def __init__(self, stage):
        self.folder = stage.path("project")
        for path, content in {**contents.HOTFIX_NEW, **contents.TREE_NEW}.items():
            stage.write(os.path.join("project", path), content)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def huge(self):
        path = self.path(contents.HUGE)
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            contents.huge(path)
        return path


class Scene:
    def __init__(self, stage, fleet, project, work, rtt):
        self.stage, self.project, self.work, self.rtt = stage, project, work, rtt
        self.hosts = fleet.hosts[: work.hosts]
        self.port = fleet.port_at(rtt)
        self.configuration = fleet.configuration(rtt)
        self.folder = f"scene/{work.name}-{rtt}"
        self.huge = {contents.HUGE: project.huge()} if work.name == "W7" else {}

    def write(self, name, text, mode=0o644):
        """A file of a tool: its playbook, inventory or script."""
        return self.stage.write(os.path.join(self.folder, name), text, mode)

    def path(self, name=""):
        return self.stage.path(self.folder, name)

    def reset(self):
        for host in self.hosts:
            host.reset(self.work.before)

    def shortfall(self):
        for host in self.hosts:
            missing = self.work.shortfall(host, self.huge)
            if missing:
                return f"{host.name}: {missing}"
        return None
