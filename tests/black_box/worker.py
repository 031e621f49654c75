# SPDX-License-Identifier: Apache-2.0
# ctest: serial release timeout=200
"""A worker in the real workerd, by the wrangler of its package.json (npm ci has fetched it)."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

ASSAY = os.environ["ASSAY"]
SOURCE = pathlib.Path(os.environ["ASSAY_SOURCE"])
if not (SOURCE / "scenarios/worker/node_modules/.bin/wrangler").exists():
    print("skipped: the packages of scenarios/worker are not installed (npm ci there)")
    sys.exit(77)


class Worker(unittest.TestCase):
    def test_it_is_started_measured_and_gone(self):
        ran = subprocess.run([ASSAY, "run", str(SOURCE / "scenarios/worker.toml"), "--json",
                              "--iterations", "4"],
                             text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=180)
        self.assertEqual(ran.returncode, 0, ran.stderr[-3000:])
        report = json.loads(ran.stdout)
        self.assertEqual(report["scenario"]["target"], "wasm-cloudflare")
        self.assertEqual(report["backend"]["engine"], "workerd")
        self.assertRegex(report["backend"]["engine_version"], r"\d")
        self.assertIs(report["expected_match"], True)
        samples = report["arms"]["candidate"]["samples"]
        self.assertEqual(len(samples["wall_ns"]), 4)
        self.assertTrue(all(wall > 0 for wall in samples["wall_ns"]))
        # Start-up is a metric of its own, of the first trial.
        self.assertGreater(samples["startup_ns"][0], max(samples["wall_ns"]))
        left = subprocess.run(["pgrep", "-f", str(SOURCE / "scenarios/worker/node_modules")],
                              stdout=subprocess.PIPE, text=True, check=False).stdout
        self.assertEqual(left, "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
