"""The bars: what deployctl has to reach, and whether it did."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    bar: str
    #: What was measured, in words.
    found: str
    #: None where something that it takes was not measured.
    met: bool | None


#: Work, round trips, the other tool, and the factor: deployctl may take so many times as long as it.
NO_SLOWER = [
    ("W1", (0,), "handwritten-ssh", 1.3),
    ("W1", (50,), "handwritten-ssh", 1.25),
    ("W5", (0, 50), "bare-libssh2", 1.3),
    ("W2", (0, 50), "handwritten-ssh", 1.3),
    ("W3", (0, 50), "rsync", 1.3),
    ("W9", (0, 50), "find-sha256sum", 1.5),
    ("W7", (20,), "scp", 1.0),
    # The same hashing on both ends, over as many channels.
    ("W7", (0, 20), "bare-carry-4", 1.11),
]

#: Work, round trips, the other tool, and the factor: deployctl has to be so many times as fast as it.
FASTER = [
    ("W1", (50,), "pyinfra", 3.5),
    ("W1", (50,), "ansible-tuned", 7),
    ("W1", (50,), "ansible", 16),
    ("W5", (0, 50), "pyinfra", 3.5),
    ("W7", (20,), "scp", 1.7),
    ("W5", (0, 50), "ansible-mitogen", 15),
    ("W5", (0, 50), "ansible-tuned", 35),
]


class Figures:
    def __init__(self, rows):
        self._rows = {(row["work"], row["rtt_ms"], row["tool"]): row for row in rows}

    def row(self, work, rtt, tool):
        """The row of a tool whose every run did the work."""
        row = self._rows.get((work, rtt, tool))
        return row if row and row["ok"] else None

    def ratio(self, one, other):
        ours, theirs = self.row(*one), self.row(*other)
        return ours["median_s"] / theirs["median_s"] if ours and theirs else None


def verdicts(rows, product):
    figures = Figures(rows)
    for work, rtts, tool, factor in NO_SLOWER:
        for rtt in rtts:
            ratio = figures.ratio((work, rtt, "deployctl"), (work, rtt, tool))
            yield _verdict(f"{work} at {rtt} ms at most {factor} × {tool}", ratio, " ×", lambda it: it <= factor)
    for work, rtts, tool, factor in FASTER:
        for rtt in rtts:
            ratio = figures.ratio((work, rtt, tool), (work, rtt, "deployctl"))
            yield _verdict(f"{work} at {rtt} ms {factor} × faster than {tool}", ratio, " ×", lambda it: it >= factor)
    for rtt in (0, 50):
        ratio = figures.ratio(("W6", rtt, "deployctl"), ("W1", rtt, "deployctl"))
        yield _verdict(f"W6 at {rtt} ms no slower than W1", ratio, " ×", lambda it: it <= 1)
    huge = figures.row("W7", 20, "deployctl")
    yield _verdict("W7 in less than 64 MB of memory", huge and huge["rss_mb"], " MB", lambda it: it < 64)
    one, fifty = figures.row("W1", 0, "deployctl"), figures.row("W5", 0, "deployctl")
    cpu = (fifty["cpu_s"] - one["cpu_s"]) / 49 * 1000 if one and fifty else None
    memory = (fifty["rss_mb"] - one["rss_mb"]) / 49 * 1000 if one and fifty else None
    yield _verdict("12 ms of CPU here for each host beyond the first", cpu, " ms", lambda it: it <= 12)
    yield _verdict("400 kB of memory here for each host beyond the first", memory, " kB", lambda it: it <= 400)
    many = [row for row in rows if row["work"] == "W8"]
    yield Verdict("200 connections on 20 addresses", _outcome(many), all(row["ok"] for row in many) if many else None)
    for row in many:
        place = f"W8 at {row['rtt_ms']} ms"
        yield _verdict(f"{place} in at most 100 MB of memory", row["rss_mb"], " MB", lambda it: it <= 100)
        yield _verdict(f"{place} on at most one core", row["cpu_s"] / row["median_s"], " cores", lambda it: it <= 1)
    yield _verdict("the program is smaller than 20 MB", product.size and product.size / 1e6, " MB", lambda it: it < 20)
    yield _verdict("it starts in less than 15 ms", product.start, " ms", lambda it: it < 15)


def _verdict(bar, found, unit, holds):
    if found is None:
        return Verdict(bar, "not measured", None)
    return Verdict(bar, f"{found:.2f}{unit}".strip(), holds(found))


def _outcome(many):
    if not many:
        return "not measured"
    return "; ".join(f"at {row['rtt_ms']} ms {'complete' if row['ok'] else 'failed'} after {row['median_s']:.1f} s" for row in many)
