#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ten thousand reports gated: as lines of one file, and as files of one folder. The bar is 5 s."""
import argparse
import copy
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

from common import ASSAY, ROOT, save

RULES = """schema = "assay.rules/1"
[[rules]]
mode = "budget"
limit = "1s"
[[rules]]
mode = "regression"
pct = 5
[[rules]]
mode = "regression"
metric = "peak_rss"
pct = 5
[[rules]]
mode = "slo"
limit = 1.1
[[rules]]
mode = "stability"
max_cv = 20
min_rounds = 10
"""
BAR_SECONDS = 5


def reports(count):
    """Lines of `count` scenarios of two arms and 46 rounds each."""
    with open(os.path.join(ROOT, "tests/data/report-1-compare.json"), encoding="utf-8") as file:
        sample = json.load(file)
    sample["kind"] = "run"
    for number in range(count):
        one = copy.copy(sample)
        one["scenario"] = {"name": f"scenario-{number}", "entry": None, "target": "process",
                           "manifest": None, "manifest_sha256": None, "tags": [],
                           "parameters": {}, "iterations_count": 46, "warmup_count": 0}
        yield json.dumps(one) + "\n"


def gate(folder, what, tries=3):
    """The median time, and the exit code, which must be a verdict."""
    seconds = []
    for _ in range(tries):
        start = time.monotonic()
        done = subprocess.run([ASSAY, "gate", "--rules", "rules.toml", what], cwd=folder,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        seconds.append(time.monotonic() - start)
        if done.returncode != 0:
            sys.exit(f"gating {what} ended with {done.returncode}")
    return sorted(seconds)[tries // 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "many"))
        with open(os.path.join(folder, "rules.toml"), "w", encoding="utf-8") as out:
            out.write(RULES)
        with open(os.path.join(folder, "all.ndjson"), "w", encoding="utf-8") as out:
            for number, line in enumerate(reports(args.reports)):
                out.write(line)
                with open(f"{folder}/many/{number:05}.json", "w", encoding="utf-8") as single:
                    single.write(line)
        result = {"reports": args.reports,
                  "megabytes": os.path.getsize(os.path.join(folder, "all.ndjson")) / 1e6,
                  "ndjson_seconds": gate(folder, "all.ndjson"),
                  "folder_seconds": gate(folder, "many")}
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(result))
    save("gate", result)
    if max(result["ndjson_seconds"], result["folder_seconds"]) > BAR_SECONDS:
        sys.exit(f"over {BAR_SECONDS} s")


if __name__ == "__main__":
    main()
