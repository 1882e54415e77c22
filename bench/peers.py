"""The peers that are Python programs, in a virtualenv below the cache folder."""

import os
import subprocess
import sys

#: Versions that work together: mitogen names the versions of ansible-core that it takes the place of.
PACKAGES = {
    "ansible": "ansible-core==2.19.14",
    "mitogen": "mitogen==0.3.54",
    "pyinfra": "pyinfra==3.10.0",
    "fabric": "fabric==3.2.3",
}


class Peers:
    def __init__(self):
        cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        self.folder = os.path.join(cache, "deployctl-bench", "peers")
        #: Why a package is not there, by its short name.
        self.missing = {}

    def install(self):
        python = self.program("python")
        if not os.path.exists(python):
            subprocess.run([sys.executable, "-m", "venv", self.folder], check=True, timeout=120)
        # One by one, so that one that cannot be had does not take the others with it.
        for name, wanted in PACKAGES.items():
            done = subprocess.run(
                [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", wanted],
                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=600,
            )  # fmt: skip
            if done.returncode:
                self.missing[name] = (done.stderr.strip().split("\n") or ["no reason given"])[-1]

    def program(self, name):
        return os.path.join(self.folder, "bin", name)

    def strategies(self):
        """The folder of mitogen's strategies for ansible."""
        where = "import ansible_mitogen, os; print(os.path.dirname(ansible_mitogen.__file__))"
        return os.path.join(subprocess.check_output([self.program("python"), "-c", where], text=True).strip(), "plugins/strategy")
