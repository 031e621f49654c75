# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=120
"""assay import and export, as a user runs them: the samples, tools that are installed, the filters,
the formats and their way back."""
import json
import os
import pathlib
import shutil
import statistics
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
DATA = SOURCE / "tests" / "data" / "import"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((SOURCE / "docs" / "report.schema.json").read_text()))

SAMPLES = {
    "hyperfine.json": "hyperfine", "google.json": "google-benchmark",
    "google-repetitions.json": "google-benchmark", "google-aggregates.json": "google-benchmark",
    "criterion": "criterion", "criterion-raw.csv": "criterion", "pyperf.json": "pyperf",
    "go.txt": "go", "pytest.json": "pytest-benchmark", "pytest-stats.json": "pytest-benchmark",
    "jmh.json": "jmh", "catch2.xml": "catch2", "bmf.json": "bmf",
    "custom-smaller.json": "custom-smaller", "custom-bigger.json": "custom-bigger"}


def assay(*words, given=None):
    return subprocess.run([ASSAY, *map(str, words)], input=given, capture_output=True, text=True,
                          check=False)


def reports_of(ran):
    """The reports of one run: a document on many lines, or one a line."""
    if ran.returncode != 0:
        raise AssertionError(ran.stderr)
    if ran.stdout.startswith("{\n"):
        return [json.loads(ran.stdout)]
    return [json.loads(line) for line in ran.stdout.splitlines()]


def imported(*words, **more):
    return reports_of(assay("import", *words, **more))


def names(reports):
    return [report["scenario"]["name"] for report in reports]


def walls(report):
    return report["arms"]["candidate"]["samples"]["wall_ns"]


class Import(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def refused(self, *words, says=()):
        ran = assay("import", *words)
        self.assertEqual(ran.returncode, 64, ran.stderr)
        self.assertEqual(ran.stdout, "")
        for text in says:
            self.assertIn(text, ran.stderr)
        return ran

    def test_every_sample_becomes_reports_of_the_schema(self):
        for name, source in SAMPLES.items():
            words = ["--from", source] if source.startswith("custom") else []
            reports = imported(DATA / name, *words)
            for report in reports:
                SCHEMA.validate(report)
                self.assertEqual(report["kind"], "import")
                self.assertEqual(report["backend"]["engine"], source, name)
                for metric in report["metrics"]:
                    self.assertEqual(metric["tier"], "import." + source)
                for fact in report["host"]["facts"]:
                    self.assertTrue(fact["key"].startswith("import."))
                    self.assertFalse(fact["comparable"])
            self.assertEqual(len(names(reports)), len(set(names(reports))), name)

    def test_one_benchmark_fills_lines_and_several_are_a_line_each(self):
        self.assertTrue(assay("import", DATA / "hyperfine-failing.json").stdout.startswith("{\n"))
        self.assertEqual(len(assay("import", DATA / "go.txt").stdout.splitlines()), 3)

    def test_summaries_are_of_the_samples(self):
        report = imported(DATA / "hyperfine.json")[0]
        values = walls(report)
        summary = report["arms"]["candidate"]["summaries"]["wall_ns"]
        self.assertEqual(summary["median"], statistics.median(values))
        self.assertEqual(summary["count"], len(values))
        told = json.loads((DATA / "hyperfine.json").read_text())["results"][0]
        self.assertAlmostEqual(summary["mean"], told["mean"] * 1e9, delta=1)
        self.assertEqual(report["arms"]["candidate"]["summaries"]["user_ns"]["median"], None)

    def test_a_tools_own_summary_stays_what_it_is(self):
        report = imported(DATA / "catch2.xml")[0]
        summary = report["arms"]["candidate"]["summaries"]["wall_ns"]
        self.assertIsNotNone(summary["mean"])
        for absent in ("median", "min", "max", "p90", "median_lower"):
            self.assertIsNone(summary[absent])
        self.assertIsNone(walls(report))

    def test_what_failed_is_a_failed_report_and_is_said(self):
        ran = assay("import", DATA / "google.json")
        broken = [r for r in reports_of(ran) if r["scenario"]["name"] == "BM_Broken"][0]
        self.assertEqual(broken["status"], "failed")
        self.assertEqual(broken["failure"], "there is no input")
        self.assertIn("'BM_Broken' has failed", ran.stderr)
        self.assertEqual(assay("import", "-q", DATA / "google.json").stderr, "")

    def test_standard_input_and_a_report_file(self):
        kept = self.folder / "base.ndjson"
        ran = assay("import", "-", "--report", kept, given=(DATA / "go.txt").read_text())
        self.assertEqual((ran.returncode, ran.stdout), (0, ""))
        self.assertIn("3 reports", ran.stderr)
        self.assertEqual(len(kept.read_text().splitlines()), 3)
        self.assertEqual(assay("report", kept).returncode, 0)

    def test_filters_say_what_went(self):
        ran = assay("import", DATA / "bmf.json", "--means-only")
        self.assertNotIn("parse p99", names(reports_of(ran)))
        self.assertIn("left out 1", ran.stderr)
        ran = assay("import", DATA / "google-aggregates.json", "--means-only")
        summary = reports_of(ran)[0]["arms"]["candidate"]["summaries"]["wall_ns"]
        self.assertIsNone(summary["median"])
        self.assertIsNotNone(summary["mean"])
        # 26 us against 0.5 us, in a folder of ns.
        ran = assay("import", DATA / "criterion", "--min", "20us")
        self.assertEqual(names(reports_of(ran)), ["fib 20"])
        self.assertIn("below 20.00 µs (--min): parse/small", ran.stderr)

    def test_focus(self):
        focus = self.file("focus", "# the words\nWords\n^BM_Copy/64$\n")
        ran = assay("import", DATA / "google.json", "--focus", focus)
        self.assertEqual(names(reports_of(ran)), ["BM_Copy/64", "BM_Words"])
        self.refused(DATA / "google.json", "--focus", self.file("none", "Words\nWord$\n"),
                     says=["line 2", "no benchmark matches 'Word$'"])
        self.refused(DATA / "google.json", "--focus", self.file("bad", "(\n"), says=["line 1"])
        self.refused(DATA / "google.json", "--focus", self.file("empty", "#\n"))

    def test_nothing_left_is_an_error(self):
        self.refused(DATA / "go.txt", "--min", "1s", says=["nothing is left", "--min"])

    def test_one_benchmark_in_two_files_is_an_error(self):
        again = shutil.copy(DATA / "bmf.json", self.folder / "again.json")
        self.refused(DATA / "bmf.json", again, says=["is in two files"])

    def test_units(self):
        text = '[{"name": "a", "unit": "furlongs", "value": 3}]'
        path = self.file("units.json", text)
        self.refused(path, "--from", "custom-smaller", says=["'furlongs'", "0.unit", "--own-unit"])
        report, = imported(path, "--from", "custom-smaller", "--own-unit", "furlongs")
        self.assertEqual(report["metrics"][0]["unit"], "furlongs")

    def test_bad_input(self):
        self.refused(says=["none was named"])
        self.refused("/nonexistent")
        self.refused(self.file("empty.json", ""), says=["empty"])
        self.refused(DATA / "custom-smaller.json", says=["custom-smaller, custom-bigger"])
        self.refused(self.folder, says=["no result of criterion"])
        self.refused(DATA / "go.txt", "--from", "jmh", says=["no JSON", "line 1"])
        self.refused(DATA / "go.txt", "--from", "gol", says=["'gol'", "go"])
        self.refused(DATA / "go.txt", "--json", "--report", self.folder / "x")
        cut = (DATA / "google.json").read_text()[:1500]
        self.refused(self.file("cut.json", cut), says=["cut short"])
        kept = self.file("kept.json", assay("import", DATA / "hyperfine-failing.json").stdout)
        self.refused(kept, says=["report of assay already"])

    def test_a_command_with_a_password_is_redacted(self):
        text = '{"results": [{"command": "get --token hunter2", "times": [1.0]}]}'
        ran = assay("import", self.file("secret.json", text))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotIn("hunter2", ran.stdout + ran.stderr)


class Export(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.kept = pathlib.Path(folder.name) / "base.ndjson"
        ran = assay("import", DATA / "hyperfine.json", "--report", self.kept)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.reports = [json.loads(line) for line in self.kept.read_text().splitlines()]

    def exported(self, *words):
        ran = assay("export", self.kept, *words)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def medians(self, reports):
        return {r["scenario"]["name"]: r["arms"]["candidate"]["summaries"]["wall_ns"]["median"]
                for r in reports}

    def test_there_and_back(self):
        for target in ("hyperfine", "google-benchmark"):
            back = imported("-", given=self.exported("--to", target))
            self.assertEqual([walls(r) for r in back], [walls(r) for r in self.reports], target)
        for target in ("bmf", "custom-smaller"):
            back = imported("-", "--from", target,
                            given=self.exported("--to", target, "--metric", "wall"))
            self.assertEqual(self.medians(back), self.medians(self.reports), target)

    def test_openmetrics(self):
        text = self.exported("--to", "openmetrics", "--metric", "wall")
        lines = text.splitlines()
        self.assertEqual(lines[-1], "# EOF")
        self.assertIn("# UNIT assay_wall_seconds seconds", lines)
        median = self.medians(self.reports)["sleep 0.001"] / 1e9
        self.assertIn('assay_wall_seconds{scenario="sleep 0.001",arm="candidate",'
                      f'statistic="median"}} {median}', lines)
        self.assertNotIn("user", text)

    def test_csv_names_the_scenario(self):
        lines = self.exported("--to", "csv").splitlines()
        self.assertTrue(lines[0].startswith("scenario,arm,role,metric,"))
        self.assertEqual({line.split(",")[0] for line in lines[1:]},
                         {"sleep 0.001", "sleep 0.002"})
        self.assertEqual(len(self.exported("--to", "csv", "--metric", "wall").splitlines()), 3)

    def test_a_file_and_what_is_wrong(self):
        out = self.kept.with_name("out.json")
        self.assertEqual(self.exported("--to", "bmf", "--output", str(out)), "")
        self.assertIn("latency", json.loads(out.read_text())["sleep 0.001"])
        for words, says in (((self.kept,), "--to is missing"), (("--to", "bmf"), "none was named"),
                            ((self.kept, "--to", "bnf"), "bmf"),
                            ((self.kept, "--to", "bmf", "--metric", "wal"), "did you mean 'wall'"),
                            ((self.kept, self.kept, "--to", "bmf"), "two results are called"),
                            ((DATA / "bmf.json", "--to", "bmf"), "report")):
            ran = assay("export", *words)
            self.assertEqual(ran.returncode, 64, words)
            self.assertIn(says, ran.stderr)
        cut = self.kept.with_name("cut.ndjson")
        cut.write_text(self.kept.read_text()[:-100])
        self.assertIn(".ndjson:2:", assay("export", cut, "--to", "csv").stderr)


class LiveTools(unittest.TestCase):
    """Tools that are installed here, run now: their next version may write otherwise."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        shutil.copytree(DATA / "tools", self.folder, dirs_exist_ok=True)

    def run_tool(self, *words, **more):
        if not shutil.which(words[0]):
            self.skipTest(words[0] + " is not installed")
        return subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=True,
                              **more).stdout

    def test_hyperfine(self):
        self.run_tool("hyperfine", "-r", "3", "-N", "--export-json", "h.json", "true")
        report, = imported(self.folder / "h.json")
        told = json.loads((self.folder / "h.json").read_text())["results"][0]
        self.assertEqual(walls(report), [round(t * 1e9) for t in told["times"]])

    def test_pytest_benchmark(self):
        python = "/usr/bin/python3"
        if subprocess.run([python, "-c", "import pytest_benchmark"], capture_output=True,
                          check=False).returncode != 0:
            self.skipTest("python3-pytest-benchmark is not installed")
        self.run_tool(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "split",
                      "--benchmark-json=p.json", "pytest_words.py")
        report, = imported(self.folder / "p.json")
        self.assertEqual(len(walls(report)), 6)


if __name__ == "__main__":
    unittest.main()
