#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a trial of /bin/true costs, all default metrics on: beside a bare posix_spawn + wait4 loop,
in blocks that take turns, and beside `hyperfine -N`, in runs that take turns."""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

from common import ASSAY, BUILD, save

TRUE = "/bin/true"


def assay_trials(count):
    """Seconds per trial of a whole `assay time`, its own start taken off by a shorter one."""
    start = time.monotonic()
    subprocess.run([ASSAY, "time", "-r", str(count), "--quiet", "--style", "none", "-N", TRUE],
                   check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def hyperfine_trials(count):
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        subprocess.run(["hyperfine", "-N", "-r", str(count), "--style", "none", "--export-json",
                        os.path.join(folder, "out.json"), TRUE], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=400, help="of 25 trials, for the bare loop")
    parser.add_argument("--pairs", type=int, default=15, help="runs of each tool")
    args = parser.parse_args()
    floor = subprocess.run([os.path.join(BUILD, "bin", "bench-spawn-floor"),
                            os.path.join(BUILD, "bin", "assay-launcher"), str(args.blocks)],
                           check=True, stdout=subprocess.PIPE, text=True)
    result = {"beside_bare_loop": json.loads(floor.stdout)}

    short, long = 50, 1050
    ours, theirs = [], []
    for i in range(args.pairs):
        turn = [(ours, assay_trials), (theirs, hyperfine_trials)]
        for into, run in turn if i % 2 == 0 else reversed(turn):
            into.append((run(long) - run(short)) / (long - short))
    result["beside_hyperfine"] = {
        "assay_us": statistics.median(ours) * 1e6,
        "hyperfine_us": statistics.median(theirs) * 1e6,
        "ratio": statistics.median(a / b for a, b in zip(ours, theirs)),
    }
    print(json.dumps(result, indent=1))
    save("spawn", result)


if __name__ == "__main__":
    main()
