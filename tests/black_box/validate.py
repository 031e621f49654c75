# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=120
"""`assay validate` and `assay gate --hosted --strict` as a release job meets them: the folder of a
real run, folders that were tampered with, single files of the reference's format."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]
SOURCE = os.environ["ASSAY_SOURCE"]
PASS, FAILED, INCONCLUSIVE, BASELINE, USAGE = 0, 1, 3, 4, 64
CONTRACT = ["open_compare.json", "open_baseline.json", "open_with_agent.json",
            "connect_baseline.json", "connect_with_agent.json", "workload_suite.json",
            "perf-slo-report.md", "perf-slo-summary.json", "perf-evidence-report.md",
            "kernel-info.txt", "os-release.txt", "cpu-info.txt", "fs-type.txt"]


def assay(*words, cwd=None):
    return subprocess.run([ASSAY, *words], capture_output=True, text=True, timeout=100, check=False,
                          cwd=cwd)


def holds_to(schema, text):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(text)
        file.flush()
        return subprocess.run(
            ["/usr/bin/python3", os.path.join(SOURCE, "tests/validate_json.py"), "--closed",
             os.path.join(SOURCE, "docs", schema + ".schema.json"), file.name],
            capture_output=True, text=True, timeout=60, check=False)


def profile(with_agent, p95, **more):
    """As the reference's benches write it."""
    return {"iterations": 200000, "repeats": 3, "burn_in": 1, "seconds": 0.541231, "us_per_op": 2.71,
            "p50_us": 2.5, "p95_us": p95, "p99_us": 9.31, "with_agent": with_agent, **more}


def row(name, base, agent, limit=15.0):
    delta = round((agent - base) / base * 100, 2)
    return {"name": name, "baseline_us_per_op": base, "with_agent_us_per_op": agent,
            "delta_us_per_op": round(agent - base, 2), "delta_pct": delta,
            "max_allowed_pct": limit, "pass": delta <= limit}


class Folder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.run_of = {}
        for run in ("one", "two"):
            at = os.path.join(cls.scratch.name, run)
            done = assay("overhead", "--wrap", "nice -n 0", "--reduced", "--max-runs", "9",
                         "--max-time", "6", "--quiet", "--artifacts", at)
            assert done.returncode in (PASS, INCONCLUSIVE, FAILED), done.stderr
            cls.run_of[run] = at

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def setUp(self):
        self.at = os.path.join(self.scratch.name, "tried")
        shutil.copytree(self.run_of["one"], self.at)
        self.addCleanup(shutil.rmtree, self.at)

    def path(self, name):
        return os.path.join(self.at, name)

    def found(self):
        done = assay("validate", "--json", self.at)
        checked = holds_to("validate", done.stdout)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        result = json.loads(done.stdout)
        self.assertEqual(result["exit"], done.returncode)
        return result

    def faults(self):
        return {(os.path.basename(each["file"]), each["pointer"], each["code"])
                for each in self.found()["faults"]}

    def edit(self, name, change):
        """Changes a document and lists it anew, as a forger would."""
        with open(self.path(name), encoding="utf-8") as file:
            document = json.load(file)
        change(document)
        text = json.dumps(document).encode()
        with open(self.path(name), "wb") as file:
            file.write(text)
        if name == "MANIFEST":
            return

        def entry(manifest):
            for each in manifest["files"]:
                if each["name"] == name:
                    each.update(bytes=len(text), sha256=hashlib.sha256(text).hexdigest())
        self.edit("MANIFEST", entry)

    def test_a_real_run_is_valid_and_its_files_hold_to_the_published_schemas(self):
        result = self.found()
        self.assertEqual(result["faults"], [])
        self.assertTrue(result["valid"])
        self.assertIn(result["exit"], (PASS, FAILED, INCONCLUSIVE))
        self.assertEqual(len(result["files"]), 15)
        for name, schema in (("open_compare.json", "open-compare"),
                             ("open_baseline.json", "arm-profile"),
                             ("connect_with_agent.json", "arm-profile"),
                             ("workload_suite.json", "workload-suite"),
                             ("perf-slo-summary.json", "slo-summary"), ("MANIFEST", "artifacts"),
                             ("report.json", "report")):
            with open(self.path(name), encoding="utf-8") as file:
                checked = holds_to(schema, file.read())
            self.assertEqual(checked.returncode, 0, checked.stdout)
        with open(self.path("perf-slo-report.md"), encoding="utf-8") as page:
            self.assertIn("ADVISORY", page.read())

    def test_what_an_earlier_version_wrote_is_still_valid(self):
        done = assay("validate", os.path.join(SOURCE, "tests/data/artifacts-1"))
        self.assertIn("valid: 15 files", done.stdout)

    def test_every_file_that_is_missing_is_named(self):
        for name in CONTRACT:
            os.remove(self.path(name))
        self.assertEqual(self.faults(), {(name, "", "missing-file") for name in CONTRACT})

    def test_files_of_two_runs_are_found_by_their_id(self):
        for name in CONTRACT[:9]:
            with self.subTest(name):
                shutil.copy(os.path.join(self.run_of["two"], name), self.path(name))
                codes = {(file, code) for file, _, code in self.faults()}
                self.assertIn((name, "mixed-runs"), codes)
                self.assertIn(("MANIFEST", "digest"), codes)
                shutil.copy(os.path.join(self.run_of["one"], name), self.path(name))
        self.assertEqual(self.faults(), set())

    def test_a_tampered_figure_is_found_though_it_is_listed_anew(self):
        def cheaper(document):
            document["delta_pct"] -= 5
        self.edit("open_compare.json", cheaper)
        self.assertIn(("open_compare.json", "/delta_pct", "derived"), self.faults())

    def test_several_faults_are_told_at_once_as_text(self):
        self.edit("open_with_agent.json", lambda d: d.update(file="/etc/passwd", p50_us=True))
        os.remove(self.path("cpu-info.txt"))
        done = assay("validate", self.at)
        self.assertEqual(done.returncode, USAGE)
        for said in ("open_with_agent.json /file:", "open_with_agent.json /p50_us: is true, not",
                     "cpu-info.txt: is not there", "INVALID: "):
            self.assertIn(said, done.stdout)
        self.assertEqual(done.stderr, "")

    def test_a_folder_that_is_none(self):
        for where in (os.path.join(self.at, "none"), self.path("MANIFEST")):
            done = assay("validate", where)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
            self.assertIn("no folder", done.stderr)

    def test_a_strict_host_that_is_none_clears_nothing(self):
        summary, report = self.path("perf-slo-summary.json"), self.path("report.json")
        for hosted, strict in ((report, summary), (summary, report)):
            done = assay("gate", "--json", "--hosted", hosted, "--strict", strict)
            self.assertEqual(holds_to("hosted-strict", done.stdout).returncode, 0)
            judged = json.loads(done.stdout)
            self.assertTrue(judged["strict"]["advisory"])
            self.assertNotEqual(done.returncode, PASS)
            self.assertEqual(judged["exit"], done.returncode)
        done = assay("gate", "--hosted", summary, "--strict", summary)
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("the same file", done.stderr)


class Single(unittest.TestCase):
    """The reference's own files, by its flags."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.at = scratch.name
        self.files = {
            "open-baseline": profile(False, 4.0, file="/etc/hosts"),
            "open-with-agent": profile(True, 4.1, file="/etc/hosts"),
            "connect-baseline": profile(False, 3.0, host="127.0.0.1", port=9, protocol="udp"),
            "connect-with-agent": profile(True, 3.1, host="127.0.0.1", port=9, protocol="udp"),
            "workload": {"benchmarks": [row("open_close", 2.71, 2.9),
                                        row("connect_loopback", 3.02, 3.1),
                                        row("full_read", 4.4, 4.41), row("stat_walk", 0.93, 0.95)]},
        }

    def validate(self, *words):
        given = []
        for flag, document in self.files.items():
            path = os.path.join(self.at, flag + ".json")
            with open(path, "w", encoding="utf-8") as file:
                file.write(document if isinstance(document, str) else json.dumps(document))
            given += ["--" + flag, path]
        return assay("validate", *given, *words)

    def test_plain_files_pass_and_what_they_cannot_show_is_said(self):
        report = os.path.join(self.at, "perf-evidence-report.md")
        done = self.validate("--report", report)
        self.assertEqual(done.returncode, PASS, done.stdout + done.stderr)
        self.assertIn("no run id, interval, null arm or histogram", done.stdout)
        with open(report, encoding="utf-8") as file:
            page = file.read()
        self.assertIn("# Perf Evidence Report", page)
        self.assertIn("- open_p95_ratio: `1.025000` (target `1.050000`)", page)
        self.assertIn("- gate_status: `pass`", page)

    def test_a_ratio_above_its_target_and_a_failed_row_are_gates(self):
        self.assertEqual(self.validate("--max-open-p95-ratio", "1.02").returncode, FAILED)
        self.files["open-with-agent"]["p95_us"] = 4.2  # 1.05 is within
        self.assertEqual(self.validate().returncode, PASS)
        self.files["workload"]["benchmarks"][2] = row("full_read", 4.4, 5.4)
        done = self.validate()
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("gate workload_full_read/delta_pct: fail", done.stdout)

    def test_what_the_reference_let_through_is_refused(self):
        def tried(flag, **change):
            before = dict(self.files[flag])
            self.files[flag].update(change)
            done = self.validate()
            self.files[flag] = before
            self.assertEqual(done.returncode, USAGE, (flag, change, done.stdout))
            return done.stdout
        self.assertIn("/iterations: is \"100\"", tried("open-baseline", iterations="100"))
        self.assertIn("/port: is true", tried("connect-baseline", port=True))
        self.assertIn("/file: is '/tmp/x'", tried("open-with-agent", file="/tmp/x"))
        self.assertIn("/with_agent", tried("open-with-agent", with_agent=1))
        self.assertIn("/p95_us: is 0", tried("open-baseline", p50_us=0, p95_us=0))
        self.files["workload"]["benchmarks"][1]["delta_pct"] = 99
        self.assertIn("/benchmarks/1/delta_pct", self.validate().stdout)
        self.files["workload"]["benchmarks"].pop()
        self.assertIn("has no row of stat_walk", self.validate().stdout)

    def test_no_page_is_written_over_what_is_read(self):
        page = os.path.join(self.at, "link.md")
        os.symlink(os.path.join(self.at, "workload.json"), page)
        for where in (os.path.join(self.at, "open-baseline.json"), page):
            done = self.validate("--report", where)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ""), where)
            self.assertIn("write over", done.stderr)
        self.assertEqual(self.validate().returncode, PASS)

    def test_a_looser_budget_is_named(self):
        self.files["workload"]["benchmarks"][0] = row("open_close", 2.71, 2.9, 1000.0)
        self.files["workload"]["benchmarks"][1]["max_allowed_pct"] = 0
        done = self.validate()
        self.assertIn("workload_open_close is 1000, looser than the contract's 15", done.stdout)
        self.assertIn("workload_connect_loopback has no budget", done.stdout)

    def test_no_page_is_made_of_files_with_faults(self):
        self.files["open-baseline"]["p95_us"] = 400
        report = os.path.join(self.at, "r.md")
        self.assertEqual(self.validate("--report", report).returncode, USAGE)
        self.assertFalse(os.path.exists(report))

    def test_nonsense_is_refused(self):
        for text in ("", "{", "[]", '{"a": NaN}', "[" * 100000):
            self.files["open-baseline"] = text
            done = self.validate()
            self.assertEqual(done.returncode, USAGE, text[:20])
            self.assertIn("open-baseline.json", done.stdout)

    def test_flags_that_contradict(self):
        for words in ([], ["a", "b"], [self.at, "--open-baseline", "x"],
                      ["--report", "r.md", "--open-baseline", "x"], [self.at, "--report", "r.md"],
                      ["--max-open-p95-ratio", "0", self.at], ["--max-open-p95-ratio", "x", self.at]):
            done = assay("validate", *words)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ""), words)


class Hosted(unittest.TestCase):
    def side(self, at, name, verdict):
        path = os.path.join(at, name)
        with open(os.path.join(SOURCE, "tests/data/gate-1-mixed.json"), encoding="utf-8") as file:
            document = json.load(file)
        document["verdict"] = verdict
        document["strictness"] = "strict"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        return path

    def test_the_four_cases_and_the_open_ones(self):
        cases = {("fail", "pass"): ("alert+pass", PASS), ("fail", "fail"): ("alert+fail", FAILED),
                 ("pass", "pass"): ("none+pass", PASS), ("pass", "fail"): ("none+fail", FAILED),
                 ("fail", "inconclusive"): ("undecided", INCONCLUSIVE),
                 ("pass", "missing"): ("undecided", BASELINE),
                 ("inconclusive", "pass"): ("undecided", PASS)}
        with tempfile.TemporaryDirectory() as at:
            for (hosted, strict), (case, code) in cases.items():
                done = assay("gate", "--hosted", self.side(at, "h.json", hosted), "--strict",
                             self.side(at, "s.json", strict))
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                self.assertIn("\n" + case + ": ", done.stdout)

    def test_half_a_pair_and_rules_beside_it_are_refused(self):
        for words in (["--hosted", "a"], ["--strict", "a"],
                      ["--hosted", "a", "--strict", "b", "--rules", "r"]):
            self.assertEqual(assay("gate", *words).returncode, USAGE)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
