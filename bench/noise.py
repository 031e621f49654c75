#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verdicts beside noisy neighbours and on a quiet machine, next to hyperfine with Welch's test.

  noise.py hogs     two hogs that come and go; identical pairs and +3 %
  noise.py midway   a neighbour that arrives in the middle of every try
  noise.py quiet    +2 %, +1 % at --min-effect 0.5, identical ones, and one slow run in five

A try is one whole command line: its time includes starting, warming up and reporting. hyperfine
takes several times as long, so it gets every --every'th try, alternating with ours in the same
minutes.
"""
import argparse
import json
import os
import random
import subprocess
import tempfile
import time

from common import ASSAY, Calibrated, Neighbour, binomial_upper, build_work, save, welch_p

ALPHA = 0.01


def assay(commands, extra=()):
    with tempfile.TemporaryDirectory() as folder:
        verdict = os.path.join(folder, "verdict.json")
        start = time.monotonic()
        ran = subprocess.run(
            [ASSAY, "compare", "--quiet", "--export-verdict", verdict, *extra, *commands],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        seconds = time.monotonic() - start
        if ran.returncode != 0:
            raise SystemExit(f"assay failed ({ran.returncode}): {ran.stderr}")
        with open(verdict) as file:
            found = json.load(file)
    return {"verdict": found["verdict"], "ratio": found["ratio"], "rounds": found["rounds"],
            "seconds": seconds}


def hyperfine(commands):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.json")
        start = time.monotonic()
        subprocess.run(["hyperfine", "-N", "--style", "none", "--export-json", out, *commands],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        seconds = time.monotonic() - start
        with open(out) as file:
            a, b = (r["times"] for r in json.load(file)["results"])
    p = welch_p(a, b)
    verdict = "same"
    if p < ALPHA:
        verdict = "regression" if sum(b) / len(b) > sum(a) / len(a) else "improvement"
    return {"verdict": verdict, "p": p, "ratio": (sum(b) / len(b)) / (sum(a) / len(a)),
            "seconds": seconds}


def summary(tries):
    count = {}
    for one in tries:
        count[one["verdict"]] = count.get(one["verdict"], 0) + 1
    out = {"tries": len(tries), "verdicts": count}
    if tries:
        out["mean_seconds"] = sum(t["seconds"] for t in tries) / len(tries)
        out["max_seconds"] = max(t["seconds"] for t in tries)
        if "rounds" in tries[0]:
            out["mean_rounds"] = sum(t["rounds"] for t in tries) / len(tries)
    return out


class Campaign:
    def __init__(self, name, args):
        self.name, self.args, self.results = name, args, {}

    def case(self, label, pair, tries, around, extra=(), peer=True, expected=None):
        ours, theirs = [], []
        for i in range(tries):
            with around("assay"):
                ours.append(assay(pair(), extra))
            if peer and self.args.every and i % self.args.every == 0:
                with around("hyperfine"):
                    theirs.append(hyperfine(pair()))
            if (i + 1) % 25 == 0:
                print(f"{self.name}/{label} {i + 1}/{tries}", summary(ours), summary(theirs),
                      flush=True)
        result = {"assay": summary(ours)}
        if expected:
            hits = sum(t["verdict"] == expected for t in ours)
            result["expected"] = expected
            result["missed_at_most"] = binomial_upper(tries - hits, tries)
        if theirs:
            result["hyperfine"] = summary(theirs)
            result["time_ratio"] = (result["assay"]["mean_seconds"] /
                                    result["hyperfine"]["mean_seconds"])
        self.results[label] = result
        print(self.name, label, json.dumps(result), flush=True)


class Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["hogs", "midway", "quiet"])
    parser.add_argument("--identical", type=int, default=300)
    parser.add_argument("--different", type=int, default=100)
    parser.add_argument("--every", type=int, default=8, help="hyperfine on every n-th try, 0 never")
    args = parser.parse_args()

    load = Calibrated(build_work(), 0.010)

    def same():
        return [load.command(), load.command()]

    def slower(share):
        return lambda: [load.command(), load.command(share)]

    campaign = Campaign(args.mode, args)
    if args.mode == "hogs":
        with Neighbour(2, Neighbour.BURST):
            campaign.case("identical", same, args.identical, lambda _: Nothing(),
                          expected="equivalent")
            campaign.case("plus 3 %", slower(0.03), args.different, lambda _: Nothing(),
                          expected="regression")
    elif args.mode == "midway":
        # The neighbour comes at half of what a try of each tool usually takes.
        delay = {"assay": 0.4, "hyperfine": 2.6}

        def around(tool):
            return Neighbour(1, Neighbour.STEADY, delay[tool] * random.uniform(0.8, 1.2))

        campaign.case("identical", same, args.identical, around, expected="equivalent")
        campaign.case("plus 3 %", slower(0.03), args.different, around, expected="regression")
    else:
        nothing = lambda _: Nothing()
        n = args.different
        campaign.case("plus 2 %", slower(0.02), n, nothing, expected="regression")
        campaign.case("plus 1 % at 0.5 %", slower(0.01), n, nothing, ("--min-effect", "0.5"),
                      peer=False, expected="regression")
        campaign.case("identical", same, n, nothing, expected="equivalent")
        campaign.case("one run in five twice as slow",
                      lambda: [load.command(), load.command(tail=" 0.2 2")], n, nothing, peer=False,
                      expected="regression")
    save("noise-" + args.mode, {"alpha": ALPHA, "steps": load.steps, "cases": campaign.results})


if __name__ == "__main__":
    main()
