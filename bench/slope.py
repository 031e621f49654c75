# SPDX-License-Identifier: Apache-2.0
"""How often a memory series is called a leak, of each kind that is none and of some that are: the shipped
rule beside the one that it began from. The table of docs/soak.md, on standard output as Markdown.

    bench/slope.py [SERIES]     series of each kind (1000)
"""
import json
import os
import subprocess
import sys

import common

KINDS = ("leak", "no_leak", "inconclusive", "too_short")


def share(counts, kind, series):
    return f"{100 * counts[kind] / series:.1f}"


def main():
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    program = os.path.join(common.BUILD, "bin", "bench-slope")
    ran = subprocess.run([program, str(series)], check=True, stdout=subprocess.PIPE, text=True)
    rows = json.loads(ran.stdout)
    print("| memory | watched for | plain: leak | leak | no leak | inconclusive | too short |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        cells = [share(row["shipped"], kind, series) for kind in KINDS]
        print("|", row["memory"], "|", row["watch"], "|", share(row["plain"], "leak", series), "|",
              " | ".join(cells), "|")
    common.save("slope", {"series": series, "rows": rows})


main()
