"""The tools, each with its own way of doing each work.

A tool has a `name` and `command(scene)`, which writes what it needs beforehand and returns the words to run, or None for a
work that it is not for; it may have an `environment(scene)` and an `after(scene)`.
"""

import shlex


def all_at_once(commands):
    """A shell's words for running commands side by side, that fail if one of them does."""
    lines = ["pids="]
    for command in commands:
        lines.append(f"{command} & pids=\"$pids $!\"")
    lines.append("code=0; for pid in $pids; do wait $pid || code=1; done; exit $code")
    return ["sh", "-c", "\n".join(lines)]


def in_turn(commands):
    """A shell's words for running commands one after the other, up to the first that fails."""
    return ["sh", "-e", "-c", "\n".join(commands)]


def quoted(words):
    return " ".join(shlex.quote(str(word)) for word in words)
