"""One host: what lies on it before a run, and whether a run left there what was asked for."""

import filecmp
import os
import shutil

from bench import contents


class Host:
    def __init__(self, stage, number):
        self.name = f"h{number:02}"
        self.address = f"127.0.1.{number}"
        self.folder = stage.path("hosts", self.name)
        self.home = os.path.join(self.folder, "home")
        self.state = os.path.join(self.folder, "state")
        self.root = os.path.join(self.folder, "root")
        os.makedirs(self.home)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def reset(self, files):
        """Lays the application out anew, with these files (path → bytes)."""
        for folder in (self.root, self.state):
            if os.path.exists(folder):
                shutil.rmtree(folder)
        for path, content in {**contents.APPLICATION, **files}.items():
            self._write(path, content)
            if path.startswith("bin/"):
                os.chmod(self.path(path), 0o755)
        self._before = self._everything()

    def make_root(self, number, files):
        """One of several roots inside of the root, with these files."""
        folder = f"roots/{number}"
        for path, content in files.items():
            self._write(f"{folder}/{path}", content)
        return self.path(folder)

    def make_folder_of(self, path):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)

    def unlike(self, wanted):
        """The first path that does not hold these bytes, or None."""
        for path, content in wanted.items():
            if self._read(self.path(path)) != content:
                return path
        return None

    def not_kept(self, old):
        """The first path whose old bytes lie nowhere in the backups, or None."""
        kept = {}
        for folder, _, names in os.walk(self.path("backups")):
            for name in names:
                kept.setdefault(name, []).append(os.path.join(folder, name))
        for path, content in old.items():
            places = kept.get(os.path.basename(path), [])
            if not any(self._read(place) == content for place in places):
                return path
        return None

    def equals(self, path, source):
        try:
            return filecmp.cmp(self.path(path), source, shallow=False)
        except OSError:
            return False

    def is_untouched(self):
        return self._everything() == self._before

    def _write(self, path, content):
        self.make_folder_of(path)
        with open(self.path(path), "wb") as file:
            file.write(content)

    def _everything(self):
        found = {}
        for folder, _, names in os.walk(self.root):
            found[folder] = os.stat(folder).st_mode
            for name in names:
                path = os.path.join(folder, name)
                about = os.lstat(path)
                found[path] = (about.st_ino, about.st_mode, about.st_size, about.st_mtime_ns)
        return found

    @staticmethod
    def _read(path):
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError:
            return None
