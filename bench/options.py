"""The words of the command line."""

import argparse
import os

from bench.stage import HERE


def read(names):
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Compares deployctl with other tools, on fifty hosts that are all this machine. See docs/benchmarks.md.",
    )

    def works(text):
        chosen = text.split(",")
        unknown = sorted(set(chosen) - set(names))
        if unknown:
            raise argparse.ArgumentTypeError(f"no work {', '.join(unknown)}; there are {', '.join(names)}")
        return chosen

    def numbers(text):
        return [int(word) for word in text.split(",")]

    def count(text):
        if int(text) < 1:
            raise ValueError
        return int(text)

    parser.add_argument("--only", metavar="W1,W5", type=works, default=names, help="only these works")
    parser.add_argument("--runs", metavar="N", type=count, default=5, help="runs of each tool, after one to warm up (5)")
    parser.add_argument("--peers", choices=["all", "none"], default="all", help="none: only what needs no installation")
    parser.add_argument("--rtt", metavar="0,50", type=numbers, help="these round trips in ms, for every work")
    parser.add_argument("--program", metavar="FILE", help="a deployctl that is built already")
    parser.add_argument(
        "--results", metavar="FILE", default=os.path.join(HERE, "results.json"), help="where the figures go"
    )
    return parser.parse_args()
