"""The figures for people to read."""


def figures(rows):
    """A table for each work and round trip, with every tool's time as a multiple of deployctl's."""
    for work, rtt in sorted({(row["work"], row["rtt_ms"]) for row in rows}):
        ours = [row for row in rows if (row["work"], row["rtt_ms"]) == (work, rtt)]
        base = next((row["median_s"] for row in ours if row["tool"] == "deployctl" and row["ok"]), None)
        yield ""
        yield f"| {work}, {rtt} ms | seconds | from, to | × deployctl | runs | CPU s | MB |"
        yield "|---|---|---|---|---|---|---|"
        for row in sorted(ours, key=lambda row: row["median_s"]):
            ratio = f"{row['median_s'] / base:.2f}" if base else ""
            name = row["tool"] + ("" if row["ok"] else " (failed)")
            yield (
                f"| {name} | {row['median_s']:.3f} | {row['min_s']:.3f}, {row['max_s']:.3f} | {ratio} | {row['runs']} "
                f"| {row['cpu_s']:.2f} | {row['rss_mb']:.0f} |"
            )


def bars(verdicts):
    yield ""
    yield "| bar | found | |"
    yield "|---|---|---|"
    for verdict in verdicts:
        yield f"| {verdict.bar} | {verdict.found} | {({True: 'met', False: 'missed', None: ''})[verdict.met]} |"
