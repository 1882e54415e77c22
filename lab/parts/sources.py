"""Prints the Debian sources of this machine, as they would read for another release."""

import re
import sys

release, wanted, *paths = sys.argv[1:]


def stanzas(path):
    """The stanzas of a .sources file, or the lines of a .list file as stanzas."""
    try:
        text = open(path, encoding="utf-8").read()
    except OSError:
        return
    if path.endswith(".sources"):
        for block in re.split(r"\n\s*\n", text):
            block = "\n".join(line for line in block.splitlines() if not line.startswith("#"))
            yield dict(re.findall(r"^([\w-]+):[ \t]*(.*(?:\n[ \t]+.*)*)$", block, re.M))
    else:
        for option, uri, suites, components in re.findall(r"^deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+(.+)$", text, re.M):
            stanza = {"Types": "deb", "URIs": uri, "Suites": suites, "Components": components}
            signed = re.search(r"signed-by=(\S+)", option or "")
            yield stanza | ({"Signed-By": signed[1]} if signed else {})


for path in paths:
    for stanza in stanzas(path):
        if release in stanza.get("Suites", "").split() and "main" in stanza.get("Components", "").split():
            stanza |= {"Types": "deb", "Suites": wanted, "Components": "main"}
            print("\n".join(f"{key}: {value}" for key, value in stanza.items()), end="\n\n")
