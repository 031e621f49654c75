# SPDX-License-Identifier: Apache-2.0
# ctest: serial release timeout=300
"""The scenarios that ship: all run, every line is a valid report; two made wrong are caught, and the
others run all the same."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

ASSAY = os.environ["ASSAY"]
SOURCE = pathlib.Path(os.environ["ASSAY_SOURCE"])
SCHEMA = json.loads((SOURCE / "docs/report.schema.json").read_text())
# Needs packages of npm; tests/black_box/server.py says how it runs.
HEAVY = {"worker"}
NEEDED = ["gzip", "xz", "zstd", "sort", "sqlite3", "git", "node", "nginx", "make", "tar", "cc",
          "wasm2c"]


def run(folder, *args):
    return subprocess.run([ASSAY, "run", str(folder), *args], text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=280)


def reports_of(ran):
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    for line in lines:
        assert "kind" in line, line
    return {line["scenario"]["name"]: line for line in lines if line["kind"] == "run"}


class Scenarios(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path = os.environ["PATH"] + ":/usr/sbin"
        missing = [name for name in NEEDED if shutil.which(name, path=path) is None]
        if missing:
            print("skipped: not installed here:", *missing)
            sys.exit(77)
        os.environ["PATH"] = path
        cls.folder = tempfile.TemporaryDirectory()
        cls.scenarios = pathlib.Path(cls.folder.name) / "scenarios"
        shutil.copytree(SOURCE / "scenarios", cls.scenarios,
                        ignore=shutil.ignore_patterns("node_modules", "work", ".wrangler"))
        shutil.copytree(SOURCE / "include", cls.scenarios.parent / "include")
        for heavy in HEAVY:
            (cls.scenarios / (heavy + ".toml")).unlink()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_all_of_them_run(self):
        shipped = {path.stem for path in (SOURCE / "scenarios").glob("*.toml")}
        self.assertGreaterEqual(len(shipped), 15)
        ran = run(self.scenarios, "--json", "--iterations", "8")
        self.assertIn(ran.returncode, (0, 3), ran.stdout[-1000:] + ran.stderr[-4000:])
        reports = reports_of(ran)
        names = {name.split("[")[0] for name in reports}
        self.assertEqual(len(names), len(shipped - HEAVY), sorted(names))
        for name, report in reports.items():
            jsonschema.validate(report, SCHEMA)
            self.assertEqual(report["status"], "complete", name)
            for arm in report["arms"].values():
                self.assertGreaterEqual(len(arm["samples"]["round"]), 8, name)
            self.assertNotEqual(report["expected_match"], False, name)
        self.assertIs(reports["grep"]["expected_match"], True)
        self.assertEqual(reports["grep"]["response_bytes"], 6)

    def test_wrong_ones_are_caught_and_the_others_run(self):
        wrong = self.scenarios.parent / "wrong"
        shutil.copytree(self.scenarios, wrong)
        for name, good, bad in [("grep", "17040", "17041"),
                                ("python_json", '"/records" = 4000', '"/records" = 4001')]:
            manifest = wrong / (name + ".toml")
            text = manifest.read_text()
            self.assertIn(good, text)
            manifest.write_text(text.replace(good, bad))
        ran = run(wrong, "--json", "--tag", "fast", "--tag", "python", "--iterations", "8")
        self.assertEqual(ran.returncode, 1, ran.stderr[-4000:])
        reports = reports_of(ran)
        for name in ("grep", "python_json"):
            self.assertEqual(reports[name]["status"], "failed", name)
            self.assertIs(reports[name]["expected_match"], False, name)
            self.assertIn("fail", {c["outcome"] for c in reports[name]["checks"]}, name)
            self.assertIn(name, ran.stderr)
        self.assertEqual(reports["sha256sum"]["status"], "complete")
        self.assertIs(reports["sha256sum"]["expected_match"], True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
