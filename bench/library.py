#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verdicts on functions of about a microsecond: pairs of shared objects, identical or 2 % apart.

A try is one whole run, from the start of the harness to its verdict, by the rounds and the rule of
`assay run`. Identical objects are two copies of one file.
"""
import argparse
import json
import os
import shutil
import subprocess

from common import BUILD, ROOT, binomial_upper, save

DRIVER = os.path.join(BUILD, "bin", "bench-library")
WORKER = os.path.join(BUILD, "bin", "assay-worker")


def build(source, name, steps):
    out = os.path.join(BUILD, f"bench-{name}.so")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", f"-DSTEPS={steps}", "-I",
                    os.path.join(ROOT, "include"), "-o", out,
                    os.path.join(ROOT, "bench", source)], check=True)
    return out


def one_try(pair):
    ran = subprocess.run([DRIVER, WORKER, *pair], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ran.stdout)


def case(label, pair, tries, expected, results):
    found = []
    for i in range(tries):
        found.append(one_try(pair))
        if (i + 1) % 25 == 0:
            print(label, i + 1, flush=True)
    hits = sum(one["verdict"] == expected for one in found)
    verdicts = {}
    for one in found:
        verdicts[one["verdict"]] = verdicts.get(one["verdict"], 0) + 1
    seconds = sorted(one["seconds"] for one in found)
    results[label] = {
        "tries": tries, "expected": expected, "verdicts": verdicts,
        "missed_at_most": binomial_upper(tries - hits, tries),
        "ns_a_call": sorted(one["ns"] for one in found)[tries // 2],
        "mean_seconds": sum(seconds) / tries, "p95_seconds": seconds[int(0.95 * (tries - 1))],
        "max_seconds": seconds[-1],
        "mean_rounds": sum(one["rounds"] for one in found) / tries,
        "mean_ratio": sum(one["ratio"] for one in found) / tries,
    }
    print(label, json.dumps(results[label]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--identical", type=int, default=200)
    parser.add_argument("--different", type=int, default=100)
    args = parser.parse_args()
    results = {}
    for kind, source, steps in (("arithmetic", "library.c", 700),
                                ("memory", "library_memory.c", 600)):
        base = build(source, f"{kind}-base", steps)
        slower = build(source, f"{kind}-slower", round(steps * 1.02))
        copy = os.path.join(BUILD, f"bench-{kind}-copy.so")
        shutil.copyfile(base, copy)
        case(f"{kind}, plus 2 %", (base, slower), args.different, "regression", results)
        case(f"{kind}, identical", (base, copy), args.identical, "equivalent", results)
    save("library", {"alpha": 0.01, "cases": results})


if __name__ == "__main__":
    main()
