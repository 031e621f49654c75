#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A stored baseline of 100 MB, read: thousands of small reports, ten large ones, and a single one."""
import argparse
import json
import os
import subprocess
import tempfile

from common import BUILD, save


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            [os.path.join(BUILD, "bin", "bench-baseline"), folder, str(args.megabytes)],
            check=True, stdout=subprocess.PIPE, text=True)
    result = json.loads(made.stdout)
    print(json.dumps(result))
    for key in ("many", "few", "one"):
        assert 0 < result[key + "_seconds"], key
    save("baseline", result)


if __name__ == "__main__":
    main()
