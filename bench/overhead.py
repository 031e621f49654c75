#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The error rates of `assay overhead` on this machine. An agent that does nothing must pass the
default budgets: of 50 reduced suites none may fail and 48 must pass, and 3 full suites must pass,
each within 3 minutes. One that adds 10 % to the mean open must be found in 95 % of tries, its size
within 2 points."""
import argparse
import json
import statistics
import subprocess
import sys
import time

from common import ASSAY, save

PASS, FAIL, INCONCLUSIVE = 0, 1, 3
FULL_SECONDS, REDUCED_SECONDS = 180, 30


def suite(*flags):
    """One run: its exit code, seconds, report."""
    start = time.monotonic()
    done = subprocess.run([ASSAY, "overhead", "--json", "--quiet", *flags], capture_output=True,
                          text=True, check=False)
    seconds = time.monotonic() - start
    if done.returncode not in (PASS, FAIL, INCONCLUSIVE):
        sys.exit(f"assay overhead {' '.join(flags)} ended with {done.returncode}: {done.stderr}")
    return done.returncode, seconds, json.loads(done.stdout)


def comparison(report, metric, arm="with_agent"):
    return next(c for c in report["comparisons"] if c["metric"] == metric and c["arm"] == arm)


def nulls(count, *flags):
    codes, seconds, rounds, open_rows = [], [], [], []
    for number in range(count):
        code, took, report = suite("--known-agent", "null", *flags)
        codes.append(code)
        seconds.append(took)
        rounds.append(len(report["rounds"]["started_ns"]))
        not_passed = [f"{c['name']} {c['outcome']}" for c in report["checks"]
                      if c["outcome"] != "pass"]
        found = comparison(report, "open_close.p95")
        open_rows.append(found["estimate"])
        print(f"  null {number + 1}/{count}: exit {code}, {rounds[-1]} rounds, {took:.1f} s"
              f" {'; '.join(not_passed)}", file=sys.stderr)
    return {"suites": count, "passed": codes.count(PASS), "failed": codes.count(FAIL),
            "undecided": codes.count(INCONCLUSIVE), "mean_seconds": statistics.mean(seconds),
            "longest_seconds": max(seconds), "mean_rounds": statistics.mean(rounds),
            "open_p95_ratio_lowest": min(open_rows), "open_p95_ratio_highest": max(open_rows)}


def mean_open_ns():
    """What an open takes here: the middle of nine short runs."""
    means = []
    for _ in range(9):
        done = subprocess.run([ASSAY, "workload", "open_close", "--iterations", "10000", "--format",
                               "json"], capture_output=True, text=True, check=True)
        means.append(1000 * json.loads(done.stdout)["us_per_op"])
    return statistics.median(means)


def known(count, percent, seconds):
    """An agent that spends `percent` of a mean open on each: whether a cost is shown (the interval
    excludes none), and how far what is said is from what was added."""
    found, sizes, errors, covered = 0, [], [], 0
    for number in range(count):
        added = round(mean_open_ns() * percent / 100)
        code, took, report = suite("--known-agent", f"{added}ns", "--workloads", "open_close",
                                   "--open-iterations", "10000", "--max-time", f"{seconds}s")
        row = comparison(report, "open_close.mean")
        base = statistics.median(report["arms"]["baseline"]["samples"]["open_close.mean_ns"])
        truth = 1 + added / base
        low, high = row["lower"] or 0, row["upper"] or float("inf")
        found += low > 1
        covered += low <= truth <= high
        sizes.append(100 * (row["estimate"] - 1))
        errors.append(abs(sizes[-1] - 100 * (truth - 1)))
        print(f"  +{added} ns to {base:.0f} {number + 1}/{count}: exit {code}, {sizes[-1]:+.2f} % "
              f"({100 * (low - 1):+.2f} … {100 * (high - 1):+.2f}), {row['rounds']} rounds, "
              f"{took:.1f} s", file=sys.stderr)
    return {"tries": count, "percent": percent, "found": found, "truth_in_interval": covered,
            "mean_percent": statistics.mean(sizes), "largest_error_points": max(errors),
            "within_two_points": sum(error <= 2 for error in errors),
            "mean_error_points": statistics.mean(errors)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reduced", type=int, default=50)
    parser.add_argument("--full", type=int, default=3)
    parser.add_argument("--tries", type=int, default=40, help="with an agent that adds 10 %%")
    parser.add_argument("--seconds", type=float, default=8, help="of each of these tries")
    args = parser.parse_args()
    result = {"tries": known(args.tries, 10, args.seconds),
              "reduced": nulls(args.reduced, "--reduced"), "full": nulls(args.full)}
    save("overhead", result)
    tries, reduced, full = result["tries"], result["reduced"], result["full"]
    bad = []
    if reduced["failed"] or reduced["passed"] < 0.96 * reduced["suites"]:
        bad.append("reduced suites of an agent that does nothing must pass")
    if reduced["longest_seconds"] > REDUCED_SECONDS:
        bad.append(f"a reduced suite took {reduced['longest_seconds']:.0f} s")
    if full["passed"] < full["suites"]:
        bad.append("full suites of an agent that does nothing must pass")
    if full["longest_seconds"] > FULL_SECONDS:
        bad.append(f"a full suite took {full['longest_seconds']:.0f} s")
    if tries["found"] < 0.95 * tries["tries"]:
        bad.append("an agent that adds 10 % was missed too often")
    if tries["within_two_points"] < 0.95 * tries["tries"]:
        bad.append("its size was off by more than 2 points too often")
    for each in bad:
        print(f"overhead: {each}", file=sys.stderr)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
