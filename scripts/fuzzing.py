"""What the scripts that fuzz and measure share: mutations, and a program that is watched while it runs."""
import argparse, os, random, resource, shutil, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def mutated(random, content, odd, most=4):
    """The bytes with a few things put in, taken out, changed or repeated."""
    content = bytearray(content)
    for _ in range(random.randint(1, most)):
        at = random.randint(0, len(content))
        kind = random.random()
        if kind < 0.3:
            content[at:at] = random.choice(odd)
        elif kind < 0.5:
            del content[at:at + random.randint(1, 20)]
        elif kind < 0.7 and content:
            content[min(at, len(content) - 1)] = random.randrange(256)
        else:
            start = random.randint(0, len(content))
            content[at:at] = content[start:start + random.randint(1, 60)]
    return bytes(content)


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Program:
    """The program in a folder of its own; what dies, hangs or grows there ends the whole, and the folder is kept.

    A hang is so many seconds of the processor, or ten times as many of the clock: the machine may be busy.
    """

    def __init__(self, path, work, megabytes, seconds):
        self.path, self.work, self.megabytes, self.seconds = os.path.abspath(path), work, megabytes, seconds
        self.peak = self.processor = 0

    def fail(self, message, words):
        kept = tempfile.mkdtemp(prefix="fuzz-")
        shutil.copytree(self.work, kept, dirs_exist_ok=True)
        sys.exit(f"error: {message}\nhint: cd {kept} && {self.path} {' '.join(words)}")

    def bound(self):
        """What works or grows without end is ended before it harms anybody else."""
        resource.setrlimit(resource.RLIMIT_CPU, (self.seconds, self.seconds))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    def run(self, words, codes):
        """What it prints and its exit code, which has to be one of these."""
        with tempfile.TemporaryFile() as answers, tempfile.TemporaryFile() as errors:
            child = subprocess.Popen(
                [self.path] + words, cwd=self.work, stdin=subprocess.DEVNULL, stdout=answers, stderr=errors,
                preexec_fn=self.bound)
            deadline = time.monotonic() + 10 * self.seconds
            while True:
                pid, status, usage = os.wait4(child.pid, os.WNOHANG)
                if pid:
                    child.returncode = os.waitstatus_to_exitcode(status)
                    break
                if time.monotonic() > deadline:
                    child.kill()
                    child.wait()
                    self.fail(f"it took more than {10 * self.seconds} s", words)
                time.sleep(0.002)
            answers.seek(0)
            errors.seek(0)
            said = answers.read(), errors.read()
        # Of this script, before it became the program, the system counts the memory too.
        peak = usage.ru_maxrss / 1024
        self.processor = usage.ru_utime + usage.ru_stime
        self.peak = max(self.peak, peak)
        if child.returncode not in codes:
            tail = said[1][-400:].decode("utf-8", "replace")
            self.fail(f"it ended with {child.returncode}: {tail}", words)
        if peak > self.megabytes:
            self.fail(f"it took {peak:.0f} MB", words)
        return said[0], child.returncode


def fuzz(description, play):
    """Reads the command line, and plays with a seeded random source in a folder that is gone afterwards.

    `play` is given the program's path, the folder, the random source, and a function that says whether to go on.
    """
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--rounds", type=int, help="so many rounds, however long they take")
    options.add_argument("--seed", type=int)
    options.add_argument("--program", help="else a release build is made")
    options = options.parse_args()
    program = options.program or release()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    end = time.monotonic() + options.seconds
    rounds = 0

    def goes_on():
        nonlocal rounds
        rounds += 1
        return rounds <= options.rounds if options.rounds is not None else time.monotonic() < end

    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as work:
        print(play(program, work, random.Random(seed), goes_on))


def release():
    build = ["swift", "build", "-c", "release", "--product", "deployctl"]
    subprocess.run(build, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    return os.path.join(HERE, ".build", "release", "deployctl")
