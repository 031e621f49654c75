# SPDX-License-Identifier: Apache-2.0
"""What the benches share: a calibrated command, noisy neighbours, exact bounds, result files.

Standard library only, so that a bench runs wherever assay builds.
"""
import datetime
import hashlib
import json
import math
import os
import platform
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("ASSAY_BUILD", os.path.join(ROOT, "build", "release"))
ASSAY = os.path.join(BUILD, "bin", "assay")


def build_work():
    """Compiles bench/work.c and returns its path."""
    out = os.path.join(BUILD, "bench-work")
    source = os.path.join(ROOT, "bench", "work.c")
    if not os.path.exists(out) or os.path.getmtime(out) < os.path.getmtime(source):
        subprocess.run(["cc", "-O2", "-pthread", "-o", out, source], check=True)
    return out


class Calibrated:
    """`work STEPS` as a command line that takes a chosen time, or a share more."""

    def __init__(self, work, seconds):
        def best(steps, tries=7):
            shortest = math.inf
            for _ in range(tries):
                start = time.monotonic()
                subprocess.run([work, str(steps)], check=True)
                shortest = min(shortest, time.monotonic() - start)
            return shortest

        empty = best(1)
        probe = 4_000_000
        self.work, self.seconds = work, seconds
        self.per_step = (best(probe) - empty) / probe
        self.steps = max(1, int((seconds - empty) / self.per_step))

    def command(self, share=0.0, tail=""):
        """The share is of the whole run, its start included."""
        steps = self.steps + round(share * self.seconds / self.per_step)
        return f"{self.work} {steps}{tail}"


class Neighbour:
    """Busy loops on other people's behalf. `bursts` come and go; `from_now` stay until stopped."""

    BURST = (
        "import random,time\n"
        "while True:\n"
        " end=time.monotonic()+random.uniform(0.02,0.6)\n"
        " while time.monotonic()<end: pass\n"
        " time.sleep(random.uniform(0.02,0.6))\n"
    )
    STEADY = "while True: pass\n"
    SPIKES = (
        "import random,time\n"
        "while True:\n"
        " end=time.monotonic()+random.uniform(0.002,0.02)\n"
        " while time.monotonic()<end: pass\n"
        " time.sleep(random.expovariate(8))\n"
    )

    def __init__(self, count, script, delay=0.0):
        # Gone with the bench, however that ends (prctl(PR_SET_PDEATHSIG, SIGKILL)).
        program = "import ctypes\nctypes.CDLL(None).prctl(1, 9)\n"
        if delay:
            program += f"import time\ntime.sleep({delay!r})\n"
        program += script
        self.processes = [
            subprocess.Popen([sys.executable, "-c", program]) for _ in range(count)
        ]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def _betacf(a, b, x):
    """Continued fraction of the incomplete beta function (Lentz; Numerical Recipes 6.4)."""
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    h = d
    for m in range(1, 400):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            c = 1 + numerator / c
            d = 1 / (d if abs(d) > tiny else tiny)
            c = c if abs(c) > tiny else tiny
            h *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return h


def betainc(a, b, x):
    """Regularised incomplete beta function."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _betacf(a, b, x) / a
    return 1 - front * _betacf(b, a, 1 - x) / b


def welch_p(xs, ys):
    """Two-sided p-value of Welch's t-test: the test that hyperfine's own script recommends."""
    n, m = len(xs), len(ys)
    mx, my = sum(xs) / n, sum(ys) / m
    vx = sum((x - mx) ** 2 for x in xs) / (n - 1) / n
    vy = sum((y - my) ** 2 for y in ys) / (m - 1) / m
    if vx + vy == 0:
        return 1.0
    t2 = (mx - my) ** 2 / (vx + vy)
    df = (vx + vy) ** 2 / (vx**2 / (n - 1) + vy**2 / (m - 1))
    return betainc(df / 2, 0.5, df / (df + t2))


def binomial_upper(hits, n, alpha=0.05):
    """Clopper-Pearson upper bound, one-sided."""
    if hits >= n:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if 1 - betainc(hits + 1, n - hits, middle) > alpha:
            low = middle
        else:
            high = middle
    return high


def host():
    """Who measured: enough to compare ratios with, nothing that names the machine."""
    model = "unknown"
    try:
        with open("/proc/cpuinfo") as info:
            model = next(l.split(":", 1)[1].strip() for l in info if l.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {
        "cpu": model,
        "cpus": os.cpu_count(),
        "kernel": platform.release().split("-")[0],
        "machine": platform.machine(),
    }


def save(name, results):
    """Writes bench/results/NAME-DATE-HOST.json."""
    facts = host()
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:8]
    today = datetime.date.today().isoformat()
    path = os.path.join(ROOT, "bench", "results", f"{name}-{today}-{digest}.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w") as out:
        json.dump({"bench": name, "date": today, "host": facts, **results}, out, indent=1)
        out.write("\n")
    os.replace(path + ".new", path)
    print("saved", os.path.relpath(path, ROOT))
