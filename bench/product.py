"""The program as it would be given away: its build, its size and its start-up."""

import os
import shutil
import subprocess

from bench.stage import HERE

PROJECT = os.path.dirname(HERE)


class Product:
    def __init__(self, stage, program=None):
        self.path = stage.path("deployctl")
        if program is None:
            build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "deployctl"]
            subprocess.run(build, cwd=PROJECT, check=True, timeout=3600, stdout=subprocess.DEVNULL)
            program = os.path.join(PROJECT, ".build", "release", "deployctl")
        shutil.copy(program, self.path)
        subprocess.run(["strip", self.path], check=True)
        #: In bytes.
        self.size = os.path.getsize(self.path)
        #: In milliseconds, once it was measured: the best, since what else the machine does only ever adds to it.
        self.start = None

    def measure_start(self, stopwatch, count):
        runs = [stopwatch.run([self.path, "version"], 10) for _ in range(count)]
        self.start = min(run.seconds for run in runs) * 1000
