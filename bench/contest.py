"""All tools at one work, in turn, so that what else the machine does falls on all alike."""

import sys

from bench import measure


class Contest:
    def __init__(self, stopwatch, fleet, runs):
        self.stopwatch, self.fleet, self.runs = stopwatch, fleet, runs

    def rows(self, scene, tools):
        entrants = [tool for tool in tools if tool.command(scene) is not None]
        # The first run of each warms up, and says how often the tool can be waited for.
        first = {tool.name: self._run(scene, tool) for tool in entrants}
        runs = {name: [run] if self._counts(run) else [] for name, run in first.items()}
        for turn in range(self.runs):
            for tool in entrants:
                if turn < self._turns(first[tool.name]):
                    runs[tool.name].append(self._run(scene, tool))
        return [measure.row(scene, tool, runs[tool.name]) for tool in entrants]

    @staticmethod
    def _counts(first):
        """What takes half a minute is not made faster by having been done before, and once has to do."""
        return first.failure is not None or first.seconds >= 30

    def _turns(self, first):
        if self._counts(first):
            return 0
        return self.runs if first.seconds < 10 else min(self.runs, 2)

    def _run(self, scene, tool):
        """One run from a fresh start, and whether it did what it says."""
        scene.reset()
        environment = getattr(tool, "environment", lambda scene: {})(scene)
        run = self.stopwatch.run(tool.command(scene), scene.work.deadline, environment)
        getattr(tool, "after", lambda scene: None)(scene)
        self.fleet.settle()
        if run.failure is None:
            missing = getattr(tool, "shortfall", lambda scene: scene.shortfall())(scene)
            run = measure.Run(run.seconds, run.cpu, run.memory, missing)
        if run.failure:
            print(f"  {tool.name} failed: {run.failure}", file=sys.stderr, flush=True)
        return run
