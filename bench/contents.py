"""What is deployed, and what lies on the hosts before: the same bytes in every invocation."""

import base64
import random

MEGABYTE = 1 << 20


def _text(seed, size):
    """Lines such as a program might read, which compress no better than base64 does."""
    noise = base64.b64encode(random.Random(seed).randbytes(size * 3 // 4))[:size]
    return b"\n".join(noise[at : at + 63] for at in range(0, size, 63))[: size - 1] + b"\n"


def _edited(text):
    """The same with one line in twenty different."""
    lines = text.split(b"\n")
    for at in range(0, len(lines) - 1, 20):
        lines[at] = lines[at][::-1]
    return b"\n".join(lines)


HOTFIX_OLD = {f"src/{name}.py": _text(name, 8192) for name in ("a", "b")}
HOTFIX_NEW = {path: _edited(text) for path, text in HOTFIX_OLD.items()}

# 500 files of 40 KB, the last ones of each folder a little larger, so that together they are 20 MB.
TREE_OLD = {f"tree/d{at // 25:02}/f{at:03}.txt": _text(at, 41000 + at % 25 * 78) for at in range(500)}
TREE_NEW = {path: _edited(text) for path, text in TREE_OLD.items()}
TREE_ONE = "tree/d10/f250.txt"
TREE_ONE_OLD = {**TREE_NEW, TREE_ONE: TREE_OLD[TREE_ONE]}

#: The path of the huge file, and its size in megabytes.
HUGE, HUGE_SIZE = "big/huge.bin", 512

RESTART = b"""#!/bin/sh
cd "${0%/*}/.." || exit 1
cat src/a.py src/b.py >running || exit 1
echo 'started anew' >>logs/app.log
"""

# An old error, so that a search of the whole log would find what is none of this run's.
LOG = b"2026-01-01 00:00:00 error: an old one\n" + b"2026-01-01 00:00:01 GET / 200\n" * 2000

APPLICATION = {"bin/restart": RESTART, "logs/app.log": LOG}


def huge(path):
    """Writes the file that no compression makes smaller."""
    source = random.Random("huge")
    with open(path, "wb") as file:
        for _ in range(HUGE_SIZE // 8):
            file.write(source.randbytes(8 * MEGABYTE))
