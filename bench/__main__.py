"""Runs what scripts/bench is asked for."""

import json
import shutil
import signal
import sys

from bench import bars, multitude, options, table
from bench.contest import Contest
from bench.crowd import Crowd
from bench.fleet import Fleet
from bench.measure import Stopwatch
from bench.peers import Peers
from bench.product import Product
from bench.scene import Project, Scene
from bench.stage import Stage
from bench.tools.ansible import Ansible, AnsibleMitogen, AnsibleTuned
from bench.tools.bare_libssh2 import BareLibSSH2, BareTransaction
from bench.tools.by_hand import ByHand
from bench.tools.carry import carries
from bench.tools.deployctl import Deployctl
from bench.tools.fabric import Fabric
from bench.tools.handwritten import HandwrittenSSH
from bench.tools.pyinfra import Pyinfra
from bench.tools.rsync import Rsync
from bench.tools.scp import Scp
from bench.work import WORKS


ALL = [*WORKS, Crowd.work, multitude.WORK]

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(text):
    print(text, file=sys.stderr, flush=True)


def tools(stage, product, with_peers):
    """Those that can be had here; the others are named."""
    bare = [BareLibSSH2(stage), BareTransaction(stage), *carries(stage)]
    found = [Deployctl(product.path), HandwrittenSSH(), *bare, ByHand(), Scp()]
    if shutil.which("rsync"):
        found.append(Rsync())
    else:
        say("left out: rsync, which is not installed")
    if not with_peers:
        return found
    peers = Peers()
    peers.install()
    for tool, needs in [
        (Fabric, ["fabric"]), (Pyinfra, ["pyinfra"]), (AnsibleMitogen, ["ansible", "mitogen"]),
        (AnsibleTuned, ["ansible"]), (Ansible, ["ansible"]),
    ]:  # fmt: skip
        missing = [f"{name}: {peers.missing[name]}" for name in needs if name in peers.missing]
        if missing:
            say(f"left out: {tool.name}, since it cannot be installed ({'; '.join(missing)})")
        else:
            found.append(tool(peers))
    return found


def measured(chosen, stage, fleet, stopwatch, product):
    project = Project(stage)
    contest = Contest(stopwatch, fleet, chosen.runs)
    found = tools(stage, product, chosen.peers == "all")
    # Of these works each has tools of its own, since no other is asked to do them.
    own = {
        Crowd.work.name: [Crowd(product.path)],
        multitude.WORK.name: [multitude.Multitude(product.path), multitude.FindAndHash()],
    }
    for work in ALL:
        for rtt in (chosen.rtt or work.rtts) if work.name in chosen.only else ():
            say(f"{work.name} at {rtt} ms: {work.title}")
            yield from contest.rows(Scene(stage, fleet, project, work, rtt), own.get(work.name, found))


def main():
    chosen = options.read([work.name for work in ALL])
    stage = Stage()
    fleet = None
    try:
        stopwatch = Stopwatch(stage)
        product = Product(stage, chosen.program)
        product.measure_start(stopwatch, 20)
        fleet = Fleet(stage)
        rows = []
        for row in measured(chosen, stage, fleet, stopwatch, product):
            rows.append(row)
            with open(chosen.results, "w") as file:
                json.dump(rows, file, indent=1)
        verdicts = list(bars.verdicts(rows, product))
        print("\n".join([*table.figures(rows), *table.bars(verdicts)]))
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        if fleet:
            fleet.end()
        stage.remove()


for ending in ENDINGS:
    signal.signal(ending, lambda *_: sys.exit(130))
main()
