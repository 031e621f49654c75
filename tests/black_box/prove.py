# SPDX-License-Identifier: Apache-2.0
# ctest: serial release timeout=300
"""A short proof on this machine: identical runs are not called different, a slowdown is found; and
a claim that is false is excluded."""
import json
import os
import subprocess
import unittest

ASSAY = os.environ["ASSAY"]


def prove(*args):
    ran = subprocess.run([ASSAY, "prove", "--json", *args], text=True, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=200)
    return ran, json.loads(ran.stdout) if ran.stdout else None


class Prove(unittest.TestCase):
    def test_the_harness_holds_its_claims_here(self):
        ran, report = prove("--live", "60", "--effect", "20", "--", "sleep 0.003")
        # 3: the machine is too busy for a bound to be reached; 1 would be a claim proven false.
        self.assertIn(ran.returncode, (0, 3), ran.stdout[-2000:] + ran.stderr)
        outcomes = {c["name"]: c["outcome"] for c in report["checks"]}
        self.assertGreaterEqual(len(outcomes), 5, outcomes)
        self.assertNotIn("fail", outcomes.values())
        self.assertEqual(outcomes["false alarms, replayed (wall)"], "pass", report["checks"])
        self.assertEqual(report["kind"], "prove")
        if ran.returncode == 0:
            self.assertEqual(set(outcomes.values()), {"pass"})

    def test_a_claim_that_does_not_hold_is_excluded(self):
        # Nobody finds one millionth of a second in a spawn.
        ran, report = prove("--live", "60", "--replays", "400", "--effect", "0.2", "--", "true")
        self.assertEqual(ran.returncode, 1, ran.stdout[-2000:] + ran.stderr)
        found = [c for c in report["checks"] if c["name"].startswith("+0.2 % found")]
        self.assertEqual([c["outcome"] for c in found], ["fail"], report["checks"])

    def test_what_cannot_be_injected_is_said_to_be_unproven(self):
        ran, report = prove("--live", "40", "--replays", "400", "--metric", "peak_rss", "--",
                            "true")
        self.assertIn("unproven", [d["code"] for d in report["diagnostics"]], ran.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
