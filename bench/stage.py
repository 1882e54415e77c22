"""The folder of one invocation: keys, configurations, hosts and what the tools leave, all on tmpfs where there is one."""

import os
import shutil
import socket
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Stage:
    def __init__(self):
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = tempfile.mkdtemp(prefix="deployctl-bench.", dir=memory)
        self.account = subprocess.check_output(["id", "-un"], text=True).strip()
        self.key, self.host_key = self._key("id"), self._key("host")
        self.known_hosts = self.path("known_hosts")
        self.home = self.path("home")
        os.mkdir(self.home)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, text, mode=0o644):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w" if isinstance(text, str) else "wb") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def compile(self, name, *flags):
        """A program of bench/, compiled for this invocation."""
        compiler = shutil.which("cc") or shutil.which("clang") or "cc"
        program = self.path(name)
        subprocess.run([compiler, "-O2", "-o", program, os.path.join(HERE, name + ".c"), *flags], check=True)
        return program

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def _key(self, name):
        path = self.path(name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", path], check=True)
        return path


def free_port():
    """A port that is free on loopback now, asked of the kernel."""
    with socket.socket() as probe:
        probe.bind(("127.0.1.1", 0))
        return probe.getsockname()[1]
