"""One run of a tool: how long it took, and what it cost here."""

import os
import statistics
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    seconds: float
    cpu: float
    #: The peak memory of the largest process of the tool, in MB.
    memory: float
    #: Why it counts as failed, or None.
    failure: str | None = None


class Stopwatch:
    def __init__(self, stage):
        self.stage = stage
        self.launch = stage.compile("launch")
        self.log = stage.path("log")

    def run(self, words, deadline, environment=None, folder=None):
        report = self.stage.path("report")
        if os.path.exists(report):
            os.unlink(report)
        plain = {"PATH": os.environ["PATH"], "HOME": self.stage.home, "LC_ALL": "C.UTF-8"}
        with open(self.log, "wb") as log:
            subprocess.run(
                [self.launch, str(deadline), report, *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**plain, **(environment or {})}, cwd=folder or self.stage.folder,
            )  # fmt: skip
        wall, cpu, memory, status = open(report).read().split()
        failure = None if status == "0" else f"exit {status}: {self.last_words()}"
        return Run(float(wall), float(cpu), int(memory) * 1024 / 1e6, failure)

    def last_words(self):
        with open(self.log, "rb") as log:
            lines = log.read()[-2000:].decode(errors="replace").split("\n")
        return " / ".join([line.strip() for line in lines if line.strip()][-3:])[-300:]


def row(scene, tool, runs):
    """The medians of the runs of one tool, in the form of results.json."""
    good = [run for run in runs if run.failure is None]
    figures = good or runs
    seconds = sorted(run.seconds for run in figures)
    return {
        "work": scene.work.name,
        "rtt_ms": scene.rtt,
        "tool": tool.name,
        "median_s": round(statistics.median(seconds), 4),
        "min_s": round(seconds[0], 4),
        "max_s": round(seconds[-1], 4),
        "runs": len(runs),
        "cpu_s": round(statistics.median(run.cpu for run in figures), 4),
        "rss_mb": round(statistics.median(run.memory for run in figures), 2),
        "ok": len(good) == len(runs),
    }
