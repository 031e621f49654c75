#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A million trials of sixteen metrics: held, written, loaded and rendered."""
import argparse
import json
import os
import resource
import subprocess
import tempfile
import time

from common import ASSAY, BUILD, save


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1_000_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        made = subprocess.run([os.path.join(BUILD, "bin", "bench-million"), str(args.trials), path],
                              check=True, stdout=subprocess.PIPE, text=True)
        result = json.loads(made.stdout)
        seconds = []
        for _ in range(5):
            start = time.monotonic()
            subprocess.run([ASSAY, "report", path], check=True, stdout=subprocess.DEVNULL)
            seconds.append(time.monotonic() - start)
    result["load_and_render_seconds"] = sorted(seconds)[len(seconds) // 2]
    result["load_peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(result))
    save("million", result)


if __name__ == "__main__":
    main()
