#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What timing every operation costs open_close: its throughput as a share of the same loop's with no
timing at all, in turn in one process. Also how long the program takes to start.

Fails when the share is shown to be below --least.
"""
import argparse
import json
import os
import statistics
import subprocess
import time

from common import ASSAY, BUILD, save

DRIVER = os.path.join(BUILD, "bin", "bench-workload")


def start_seconds(command, tries):
    took = []
    for _ in range(tries):
        begin = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took.append(time.monotonic() - begin)
    return statistics.median(took)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--least", type=float, default=0.97)
    args = parser.parse_args()
    runs = []
    for _ in range(args.processes):
        ran = subprocess.run([DRIVER, str(args.pairs)], check=True, stdout=subprocess.PIPE, text=True)
        runs.append(json.loads(ran.stdout))
        print(json.dumps(runs[-1]), flush=True)
    # A process has its luck with memory: all of them are kept, and the middle one speaks.
    middle = sorted(runs, key=lambda run: run["throughput_ratio"])[len(runs) // 2]
    one = [ASSAY, "workload", "open_close", "--iterations", "1", "--warmup", "0"]
    result = {
        "least": args.least, **middle, "processes": runs,
        "start_ms": {"/bin/true": 1e3 * start_seconds(["/bin/true"], 100),
                     "assay workload": 1e3 * start_seconds(one, 100)},
    }
    print(json.dumps({key: result[key] for key in result if key != "processes"}))
    save("workload", result)
    if middle["upper"] < args.least:
        raise SystemExit(f"timing costs more than it may: {middle['throughput_ratio']:.4f}")


if __name__ == "__main__":
    main()
