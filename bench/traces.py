#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records noise: identical commands, paired, in four kinds of surroundings.

Writes one line a trace to bench/traces/DATE-HOST.csv: name, then "a:b" in ns of each round. The
tables of docs/rules.md are made from such a file by bench-rule-table.
"""
import argparse
import datetime
import hashlib
import json
import os
import subprocess
import tempfile

from common import ASSAY, ROOT, Calibrated, Neighbour, build_work, host


class Quiet:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def surroundings(kind, expected_seconds):
    if kind == "quiet":
        return Quiet()
    if kind == "burst":
        return Neighbour(2, Neighbour.BURST)
    if kind == "spikes":
        return Neighbour(1, Neighbour.SPIKES)
    return Neighbour(2, Neighbour.STEADY, expected_seconds / 2)  # drift: it arrives midway


def record(command, rounds):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        subprocess.run([ASSAY, "compare", "--quiet", "-w", "1", "--rounds", str(rounds),
                        "--report", path, "-n", "a", "-n", "b", command, command],
                       stdout=subprocess.DEVNULL, check=True)
        with open(path) as file:
            arms = json.load(file)["arms"]
    walls = [arms[name]["samples"]["wall_ns"] for name in ("a", "b")]
    return list(zip(*walls))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the usual rounds")
    args = parser.parse_args()
    work = build_work()
    loads = {
        "1ms": (Calibrated(work, 0.001), 1000, "", 0.003),
        "10ms": (Calibrated(work, 0.010), 600, "", 0.021),
        "100ms": (Calibrated(work, 0.100), 120, "", 0.201),
        "2threads": (Calibrated(work, 0.020), 600, " threads 2", 0.021),
    }
    digest = hashlib.sha256(json.dumps(host(), sort_keys=True).encode()).hexdigest()[:8]
    path = os.path.join(ROOT, "bench", "traces", f"{datetime.date.today()}-{digest}.csv")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w") as out:
        for kind in ("quiet", "burst", "spikes", "drift"):
            for name, (load, rounds, tail, each) in loads.items():
                rounds = max(20, int(rounds * args.scale))
                with surroundings(kind, rounds * each):
                    pairs = record(load.command(tail=tail), rounds)
                out.write(f"{kind}-{name}," + ",".join(f"{a:.0f}:{b:.0f}" for a, b in pairs) + "\n")
                out.flush()
                print(kind, name, len(pairs), "rounds", flush=True)
    os.replace(path + ".new", path)
    print("saved", os.path.relpath(path, ROOT))


if __name__ == "__main__":
    main()
