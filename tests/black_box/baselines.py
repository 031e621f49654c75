# SPDX-License-Identifier: Apache-2.0
# ctest: serial timeout=120
"""Stored baselines of assay run: saved, compared with, refused, and never quietly passed."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]
if subprocess.run([ASSAY, "run", "--help"], capture_output=True, check=False).returncode != 0:
    print("skipped: this assay has no `run`")
    sys.exit(77)


class Baselines(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return str(pathlib.Path(self.folder.name) / name)

    def manifest(self, name, seconds=0.02, iterations=10):
        pathlib.Path(self.path(name + ".toml")).write_text(
            f'name = "{name}"\ncommand = ["sleep", "{seconds}"]\n'
            f"iterations = {iterations}\nwarmup = 1\n", encoding="utf-8")
        return self.path(name + ".toml")

    def run_assay(self, *words):
        return subprocess.run([ASSAY, "run", *words], capture_output=True, text=True, check=False)

    def save(self, *names):
        saved = self.run_assay(*[self.manifest(name) for name in names], "--save-baseline",
                               self.path("b.json"))
        self.assertEqual(saved.returncode, 0, saved.stderr)
        self.assertIn("Saved baseline", saved.stderr)
        return self.path("b.json")

    def test_a_slow_program_fails_only_when_asked_to(self):
        base = self.save("nap")
        slow = self.manifest("nap", 0.06)
        shown = self.run_assay(slow, "--compare", base)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("--fail-on-regression", shown.stderr)
        gated = self.run_assay(slow, "--compare", base, "--fail-on-regression", "--json")
        self.assertEqual(gated.returncode, 1, gated.stderr)
        report = json.loads(gated.stdout)
        self.assertEqual(report["baseline"]["path"], base)
        check = next(c for c in report["checks"] if c["name"] == "baseline wall p50")
        self.assertEqual((check["outcome"], check["advisory"]), ("fail", False))

    def test_one_path_is_compared_with_its_old_content(self):
        base = self.save("nap")
        slow = self.manifest("nap", 0.06)
        both = self.run_assay(slow, "--compare", base, "--save-baseline", base,
                              "--fail-on-regression")
        self.assertEqual(both.returncode, 1, both.stderr)
        fast = self.run_assay(self.manifest("nap"), "--compare", base, "--fail-on-regression")
        self.assertEqual(fast.returncode, 0, fast.stderr)

    def test_a_missing_entry_or_file(self):
        base = self.save("nap", "doze")
        new = self.manifest("new")
        quiet = self.run_assay(new, "--compare", base)
        self.assertEqual(quiet.returncode, 0)
        self.assertIn("no baseline of 'new'", quiet.stderr)
        for flag in ("--require-baseline", "--fail-on-regression"):
            self.assertEqual(self.run_assay(new, "--compare", base, flag).returncode, 4, flag)
        self.assertEqual(self.run_assay(new, "--compare", self.path("none")).returncode, 4)
        folder = self.run_assay(new, "--baseline-dir", self.folder.name, "--require-baseline")
        self.assertEqual(folder.returncode, 4)

    def test_files_that_are_no_baseline_are_refused_before_anything_runs(self):
        base = self.save("nap", "doze")
        lines = pathlib.Path(base).read_text(encoding="utf-8").splitlines(keepends=True)
        nap = self.manifest("nap")

        def refused(text, word):
            pathlib.Path(base).write_text(text, encoding="utf-8")
            ran = self.run_assay(nap, "--compare", base, "--json")
            self.assertEqual(ran.returncode, 64, ran.stderr)
            self.assertEqual(ran.stdout, "")
            self.assertIn(word, ran.stderr)

        refused(lines[0] + lines[1][:400], base + ":2")
        refused(lines[0] + lines[0], "second report")
        refused(lines[1], "'doze'")
        refused(lines[0].replace("assay.report/1", "assay.report/7"), "newer")

    def test_a_gate_with_nothing_to_compare_with_does_not_hold(self):
        ran = self.run_assay(self.manifest("nap"), "--fail-on-regression")
        self.assertEqual(ran.returncode, 4, ran.stderr)
        self.assertIn("guards nothing", ran.stderr)

    def test_the_summary_does_not_count_what_no_flag_gates_as_passed(self):
        base = self.save("nap", "doze")
        ran = self.run_assay(self.manifest("nap", 0.06), self.manifest("doze"), "--compare", base)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertRegex(ran.stdout, r"2 scenarios: .*[12] not gated")
        self.assertIn("nap: regressed against its stored baseline", ran.stdout)

    def test_report_says_which_of_several_it_shows(self):
        base = self.save("nap", "doze")
        shown = subprocess.run([ASSAY, "report", base], capture_output=True, text=True, check=True)
        for name in ("nap", "doze"):
            self.assertIn(f"{name} [process]\n", shown.stdout)

    def test_another_plan_is_not_comparable(self):
        base = self.save("nap")
        other = self.manifest("nap", iterations=12)
        ran = self.run_assay(other, "--compare", base)
        self.assertEqual(ran.returncode, 4, ran.stderr)
        self.assertIn("iterations: then 10, now 12", ran.stderr)
        advised = self.run_assay(other, "--compare", base, "--allow-incomparable", "--json")
        self.assertEqual(advised.returncode, 0, advised.stderr)
        report = json.loads(advised.stdout)
        self.assertTrue(report["baseline"]["advisory"])
        ran = self.run_assay(other, "--compare", base, "--allow-incomparable", "--verdict-file",
                             self.path("v.json"))
        self.assertNotIn("ok", ran.stdout.split())
        end = json.loads(pathlib.Path(self.path("v.json")).read_text(encoding="utf-8"))["scenarios"]
        self.assertEqual((end[0]["outcome"], end[0]["exit"]), ("advisory", 0))
        self.assertEqual(report["verdict"], "inconclusive")


if __name__ == "__main__":
    unittest.main(verbosity=2)
