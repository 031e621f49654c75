# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=120
"""`assay gate` as a build server meets it: exit codes with and without pipes, rules that guard
nothing, mutes, refresh, and the formats that other programs read."""
import copy
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ASSAY = os.environ["ASSAY"]
SOURCE = os.environ["ASSAY_SOURCE"]
with open(os.path.join(SOURCE, "tests/data/report-1-compare.json"), encoding="utf-8") as file:
    SAMPLE = json.load(file)

HEAD = 'schema = "assay.rules/1"\n'
BUDGET = HEAD + '[[rules]]\nmode = "budget"\nmetric = "wall"\nlimit = "%s"  # agreed\n'
PASS, FAILED, INCONCLUSIVE, BASELINE, USAGE = 0, 1, 3, 4, 64


def report(scenario, scale=1.0, arms=1):
    """A run of `scenario`; wall times of about 10 ms, times `scale`."""
    made = copy.deepcopy(SAMPLE)
    made["kind"] = "run"
    made["run_id"] = f"{scenario}-{scale}"
    made["scenario"] = {"name": scenario, "entry": None, "target": "process", "manifest": None,
                        "manifest_sha256": None, "tags": [], "parameters": {}, "iterations_count": 46,
                        "warmup_count": 0}
    names = list(made["arms"]) if isinstance(made["arms"], dict) else None
    assert names, "arms are an object by name"
    if arms == 1:
        del made["arms"][names[1]]
        made["comparisons"] = []
        made["verdict"] = None
    for arm in made["arms"].values():
        walls = arm["samples"]["wall_ns"]
        arm["samples"]["wall_ns"] = [round(wall * scale) for wall in walls]
    return made


def tap(text):
    """A small reader of TAP 14: (ok, description, todo) a test point; checks the plan."""
    lines = text.splitlines()
    assert lines[0] == "TAP version 14", lines[0]
    plan = int(re.fullmatch(r"1\.\.(\d+)", lines[1]).group(1))
    points = []
    in_yaml = False
    for line in lines[2:]:
        if line == "  ---":
            in_yaml = True
        elif line == "  ...":
            in_yaml = False
        elif not in_yaml and not line.startswith("#"):
            found = re.fullmatch(r"(not )?ok (\d+) - (.*?)( # TODO .*)?", line)
            assert found and int(found.group(2)) == len(points) + 1, line
            points.append((not found.group(1), found.group(3), bool(found.group(4))))
    assert len(points) == plan, (plan, points)
    return points


class Gate(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.at = scratch.name

    def write(self, name, content):
        path = os.path.join(self.at, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(content)
        return path

    def reports(self, *made, name="r.ndjson"):
        return self.write(name, "".join(json.dumps(one) + "\n" for one in made))

    def read(self, name):
        with open(os.path.join(self.at, name), encoding="utf-8") as text:
            return text.read()

    def gate(self, *words, code=None):
        done = subprocess.run([ASSAY, "gate", "--rules", "rules.toml", *words], cwd=self.at,
                              capture_output=True, text=True, timeout=60, check=False)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_the_verdict_is_the_exit_code(self):
        self.reports(report("gzip"))
        for limit, code in (("11ms", PASS), ("9ms", FAILED), ("10.001ms", INCONCLUSIVE)):
            self.write("rules.toml", BUDGET % limit)
            done = self.gate("r.ndjson", code=code)
            self.assertIn("wall", done.stdout if code else "wall")

    def test_a_pipe_keeps_the_code_only_with_pipefail_and_the_verdict_file_always(self):
        self.reports(report("gzip"))
        self.write("rules.toml", BUDGET % "9ms")
        line = f"{ASSAY} gate --rules rules.toml --verdict-file v.json r.ndjson | cat > /dev/null"

        def shell(script):
            return subprocess.run(["bash", "-c", script], cwd=self.at, timeout=60,
                                  check=False).returncode
        self.assertEqual(shell(line), 0)
        self.assertEqual(shell("set -o pipefail; " + line), FAILED)
        self.assertEqual(json.loads(self.read("v.json"))["exit"], FAILED)

    def test_the_verdict_file_of_yesterday_does_not_outlive_a_gate_that_broke(self):
        self.reports(report("gzip"))
        verdict = os.path.join(self.at, "v.json")
        for broken in ("limitt = 3\n", None):
            self.write("rules.toml", BUDGET % "11ms")
            self.gate("r.ndjson", "--verdict-file", "v.json", code=PASS)
            self.assertTrue(os.path.exists(verdict))
            if broken:
                self.write("rules.toml", BUDGET % "11ms" + broken)
            self.gate("r.ndjson" if broken else "none.json", "--verdict-file", "v.json", code=USAGE)
            self.assertFalse(os.path.exists(verdict))
        # What is no verdict is not taken away: the name may be mistaken.
        self.gate("none.json", "--verdict-file", "rules.toml", code=USAGE)
        self.assertEqual(self.read("rules.toml"), BUDGET % "11ms")

    def test_the_verdict_file_knows_that_another_file_could_not_be_written(self):
        self.reports(report("gzip"))
        self.write("rules.toml", BUDGET % "11ms")
        done = self.gate("r.ndjson", "--verdict-file", "v.json", "--format", "junit=/dev/full")
        self.assertEqual(json.loads(self.read("v.json"))["exit"], done.returncode)
        self.assertNotEqual(done.returncode, PASS)

    def test_outcomes_stand_apart_from_what_they_are_about(self):
        self.reports(report("gzip"))
        self.write("rules.toml", BUDGET % "10.001ms")
        self.assertRegex(self.gate("r.ndjson", code=INCONCLUSIVE).stdout, r"  inconclusive +gzip:")

    def test_make_turns_every_failure_into_2(self):
        self.reports(report("gzip"))
        self.write("rules.toml", BUDGET % "10.001ms")
        self.write("Makefile", f"check:\n\t{ASSAY} gate --rules rules.toml --verdict-file v.json r.ndjson\n")
        try:
            done = subprocess.run(["make", "check"], cwd=self.at, capture_output=True, timeout=60,
                                  check=False)
        except FileNotFoundError:
            self.skipTest("make is not installed")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(json.loads(self.read("v.json"))["exit"], INCONCLUSIVE)

    def test_a_rule_that_matched_nothing_fails_and_names_the_nearest(self):
        self.reports(report("gzip"))
        self.write("rules.toml", BUDGET % "11ms" + 'scenario = "gizp"\n')
        done = self.gate("r.ndjson", code=FAILED)
        self.assertIn("did you mean 'gzip'?", " ".join(done.stdout.split()))

    def test_rules_that_gate_nothing_are_refused(self):
        self.reports(report("gzip"))
        for text in ("", HEAD, HEAD + "rules = []\n"):
            self.write("rules.toml", text)
            self.gate("r.ndjson", code=USAGE)
        self.write("rules.toml", BUDGET % "11ms" + "limitt = 3\n")
        done = self.gate("r.ndjson", code=USAGE)
        self.assertIn("rules.toml:6:1: unknown key 'limitt'", done.stderr)
        self.assertIn("did you mean 'limit'?", done.stderr)

    def test_a_mute_holds_until_its_day_and_then_fails(self):
        self.reports(report("gzip"))
        day = datetime.datetime.now(datetime.timezone.utc).date()
        mute = 'mute = { until = %s, reason = "see #12" }\n'
        self.write("rules.toml", BUDGET % "9ms" + mute % (day + datetime.timedelta(days=2)))
        done = self.gate("r.ndjson", code=PASS)
        self.assertIn("muted until", done.stdout)
        self.assertIn("guards nothing", done.stderr)
        self.write("rules.toml", BUDGET % "11ms" + mute % (day - datetime.timedelta(days=2)))
        self.assertIn("the mute ended on", self.gate("r.ndjson", code=FAILED).stdout)

    def test_an_advisory_gate_is_loud_and_exits_with_0(self):
        self.reports(report("gzip"))
        self.write("rules.toml", BUDGET % "9ms")
        done = self.gate("--advisory", "r.ndjson", code=PASS)
        self.assertIn("ADVISORY", done.stdout)
        self.assertIn("ADVISORY", done.stderr)

    def test_a_regression_against_a_stored_baseline_is_caught(self):
        self.reports(report("gzip"), report("sort"), name="base/b.ndjson")
        self.write("rules.toml", HEAD + 'baseline = "base/b.ndjson"\n'
                   '[[rules]]\nmode = "regression"\npct = 5\n')
        self.reports(report("gzip"), report("sort", 1.02))
        self.gate("r.ndjson", code=PASS)
        self.reports(report("gzip"), report("sort", 1.2))
        done = self.gate("r.ndjson", code=FAILED)
        self.assertIn("sort: regression wall [r.ndjson:2]", done.stdout)
        self.assertNotIn("gzip:", done.stdout)

    def test_a_baseline_that_is_missing_is_4(self):
        self.reports(report("gzip"))
        self.write("rules.toml", HEAD + '[[rules]]\nmode = "regression"\npct = 5\n')
        self.gate("r.ndjson", code=BASELINE)
        self.gate("--baseline", "nowhere.json", "r.ndjson", code=BASELINE)
        self.reports(report("sort"), name="b.ndjson")
        self.gate("--baseline", "b.ndjson", "r.ndjson", code=BASELINE)
        other = report("gzip")
        other["scenario"]["target"] = "library"
        self.reports(other, name="b.ndjson")
        self.gate("--baseline", "b.ndjson", "r.ndjson", code=BASELINE)

    def test_a_paired_regression_in_the_run_is_caught(self):
        self.reports(report("gzip", arms=2))
        self.write("rules.toml", HEAD + '[[rules]]\nmode = "regression"\npct = 2\n')
        self.gate("r.ndjson", code=FAILED)
        self.write("rules.toml", HEAD + '[[rules]]\nmode = "slo"\nlimit = 1.05\n')
        self.gate("r.ndjson", code=PASS)

    def test_reports_that_cannot_be_read_are_named_by_line(self):
        whole = json.dumps(report("gzip"))
        self.write("rules.toml", BUDGET % "11ms")
        self.write("r.ndjson", whole + "\n" + whole[:200] + "\n")
        self.assertIn("r.ndjson:2:", self.gate("r.ndjson", code=USAGE).stderr)
        self.gate("nowhere.ndjson", code=USAGE)
        os.mkdir(os.path.join(self.at, "empty"))
        self.gate("empty", code=USAGE)
        self.gate(code=USAGE)

    def test_a_folder_of_reports_is_read_in_order(self):
        for name in ("b", "a"):
            self.write(f"many/{name}.json", json.dumps(report(name), indent=2))
        self.write("rules.toml", BUDGET % "9ms")
        done = self.gate("many", "--json", code=FAILED)
        self.assertEqual([c["scenario"] for c in json.loads(done.stdout)["checks"]], ["a", "b"])

    def test_a_run_that_failed_never_passes(self):
        broken = report("gzip")
        broken["status"] = "failed"
        broken["failure"] = "main exited with 3"
        self.reports(broken)
        self.write("rules.toml", BUDGET % "11ms")
        self.assertIn("main exited with 3", self.gate("r.ndjson", code=FAILED).stdout)

    def test_junit_tap_github_and_markdown_are_what_their_readers_expect(self):
        self.reports(report("<b>&\"|\x01::error::x"), report("sort"))
        self.write("rules.toml", BUDGET % "9ms" + 'scenario = "sort"\n\n[[rules]]\nname = "all"\n'
                   'mode = "budget"\nlimit = "11ms"\n')
        self.gate("r.ndjson", "--format", "junit=j.xml", "--format", "tap=t.tap", "--format",
                  "github=g.txt", "--format", "markdown=m.md", "--format", "github-summary=s.md",
                  code=FAILED)
        root = xml.fromstring(self.read("j.xml"))
        self.assertEqual((root.get("tests"), root.get("failures")), ("3", "1"))
        self.assertEqual(len(root.findall("testsuite/testcase/failure")), 1)
        points = tap(self.read("t.tap"))
        self.assertEqual(sorted(ok for ok, _, _ in points), [False, True, True])
        commands = self.read("g.txt").splitlines()
        self.assertEqual([line.split()[0] for line in commands], ["::error", "::notice"])
        self.assertTrue(self.read("m.md").startswith("## assay gate: fail: 1 failed of 3 checks\n"))
        self.assertNotIn("<b>", self.read("m.md"))
        self.assertEqual(self.read("m.md"), self.read("s.md"))

    def test_the_json_is_what_the_schema_says(self):
        self.reports(report("gzip", arms=2), report("sort"))
        day = datetime.date(2020, 1, 1)
        self.write("rules.toml", BUDGET % "9ms" +
                   f'mute = {{ until = {day}, reason = "x" }}\n'
                   '[[rules]]\nmode = "regression"\n[[rules]]\nmode = "stability"\nmax_cv = 1\n'
                   '[[rules]]\nmode = "slo"\nlimit = 2\narm = "nobody"\n')
        self.write("g.json", self.gate("--json", "r.ndjson", code=FAILED).stdout)
        checked = subprocess.run([sys.executable, f"{SOURCE}/tests/validate_json.py", "--closed",
                                  f"{SOURCE}/docs/gate.schema.json", f"{self.at}/g.json"],
                                 capture_output=True, text=True, check=False)
        if checked.returncode == 77:
            self.skipTest(checked.stdout)
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_a_refresh_shows_the_difference_and_keeps_the_layout(self):
        self.reports(report("gzip", 0.5))
        self.write("rules.toml", "# ours\n" + BUDGET % "11ms")
        before = self.read("rules.toml")
        shown = self.gate("--refresh", "--dry-run", "r.ndjson", code=PASS).stdout
        self.assertEqual(self.read("rules.toml"), before)
        self.assertIn('-limit = "11ms"  # agreed\n+limit = "', shown)
        self.gate("--refresh", "r.ndjson", code=PASS)
        after = self.read("rules.toml")
        self.assertRegex(after, r'^# ours\n(?s:.*)limit = "5\.\d+ms"  # agreed\n$')
        self.gate("r.ndjson", code=PASS)

    def test_a_refresh_refuses_what_did_not_pass_unless_there_is_a_reason(self):
        self.write("rules.toml", BUDGET % "9ms")
        before = self.read("rules.toml")
        self.reports(report("gzip"))
        done = self.gate("--refresh", "r.ndjson", code=FAILED)
        self.assertIn("--reason", done.stderr)
        self.assertIn("+limit", done.stdout)
        self.assertEqual(self.read("rules.toml"), before)
        self.write("rules.toml", BUDGET % "10.001ms")
        self.gate("--refresh", "r.ndjson", code=INCONCLUSIVE)
        self.gate("--refresh", "--reason", 'it\'s "new"', "r.ndjson", code=PASS)
        kept = self.read("rules.toml")
        self.assertIn("[[history]]", kept)
        self.assertIn("it's \\\"new\\\"", kept)
        self.gate("r.ndjson", code=PASS)

    def test_a_refresh_never_takes_a_run_that_failed(self):
        broken = report("gzip")
        broken["expected_match"] = False
        self.reports(broken)
        self.write("rules.toml", BUDGET % "9ms")
        before = self.read("rules.toml")
        self.gate("--refresh", "--reason", "please", "r.ndjson", code=FAILED)
        self.assertEqual(self.read("rules.toml"), before)

    def test_a_refresh_makes_the_baseline_and_keeps_other_scenarios_in_it(self):
        self.write("rules.toml", HEAD + 'baseline = "b.ndjson"\n'
                   '[[rules]]\nmode = "regression"\npct = 5\n')
        self.reports(report("gzip"), report("sort"))
        self.gate("r.ndjson", code=BASELINE)
        self.gate("--refresh", "r.ndjson", code=PASS)
        self.gate("r.ndjson", code=PASS)
        self.reports(report("sort", 0.8))
        done = self.gate("--refresh", "r.ndjson", code=PASS)
        self.assertIn("-sort sort-1.0", done.stdout)
        self.assertIn("+sort sort-0.8", done.stdout)
        kept = [json.loads(line) for line in self.read("b.ndjson").splitlines()]
        self.assertEqual({one["scenario"]["name"]: one["run_id"] for one in kept},
                         {"gzip": "gzip-1.0", "sort": "sort-0.8"})
        self.reports(report("sort", 1.5))
        self.gate("--refresh", "r.ndjson", code=FAILED)


if __name__ == "__main__":
    unittest.main(verbosity=2)
