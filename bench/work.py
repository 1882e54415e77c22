"""The works that every tool is given."""

from dataclasses import dataclass, field

from bench import contents as c


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    rtts: tuple
    hosts: int = 1
    #: What lies on a host before, what shall lie there after, and what shall lie in its backups, by path.
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)
    #: Whether the service is restarted, with the new files.
    restarts: bool = False
    #: Whether nothing may be written.
    is_check: bool = False
    #: How long one run may take, in seconds.
    deadline: int = 120

    def shortfall(self, host, files):
        """What a run that says it succeeded did not do, or None; `files` are the huge ones, by path."""
        if self.is_check:
            return None if host.is_untouched() else "a check wrote something"
        wrong = host.unlike(self.after)
        if wrong:
            return f"{wrong} is not what was deployed"
        lost = host.not_kept(self.kept)
        if lost:
            return f"the old {lost} is in no backup"
        if self.restarts and host.unlike({"running": b"".join(self.after.values())}):
            return "the service does not run on the new files"
        for path, source in files.items():
            if not host.equals(path, source):
                return f"{path} is not what was deployed"
        return None


HOTFIX = {"before": c.HOTFIX_OLD, "after": c.HOTFIX_NEW, "kept": c.HOTFIX_OLD, "restarts": True}

WORKS = [
    Work("W1", "a hotfix of two files on one host", (0, 50), **HOTFIX),
    Work("W2", "500 files, 20 MB, all changed", (0, 50), 1, c.TREE_OLD, c.TREE_NEW, c.TREE_OLD),
    Work("W3", "the same files, unchanged", (0, 50), 1, c.TREE_NEW, c.TREE_NEW),
    Work(
        "W4", "the same files, one changed", (0, 50), 1, c.TREE_ONE_OLD, c.TREE_NEW,
        {c.TREE_ONE: c.TREE_ONE_OLD[c.TREE_ONE]},
    ),
    Work("W5", "the hotfix on 50 hosts", (0, 50), 50, deadline=300, **HOTFIX),
    Work("W6", "the hotfix, only checked", (0, 50), 1, c.HOTFIX_OLD, is_check=True),
    Work("W7", "one file of 512 MB that compresses badly", (0, 20)),
]  # fmt: skip
