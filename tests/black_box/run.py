# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=120
"""`assay run`: manifests, folders of them and single commands; what is wrong is caught, named and
in the exit code, and stops nothing else."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import jsonschema

ASSAY = os.environ["ASSAY"]
with open(os.path.join(os.environ["ASSAY_SOURCE"], "docs", "report.schema.json")) as file:
    REPORT = jsonschema.Draft202012Validator(json.load(file))
with open(os.path.join(os.environ["ASSAY_SOURCE"], "docs", "run-verdict.schema.json")) as file:
    VERDICT = jsonschema.Draft202012Validator(json.load(file))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-run-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.env = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8",
                        XDG_CACHE_HOME=self.path("cache"))

    def path(self, *name):
        return os.path.join(self.folder, *name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def assay(self, *args, code, timeout=60):
        ran = subprocess.run([ASSAY, "run", *args], env=self.env, cwd=self.folder, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=timeout)
        self.talk = (f"{args}\nexit {ran.returncode}\n--- stdout\n{ran.stdout}\n"
                     f"--- stderr\n{ran.stderr}")
        self.assertEqual(ran.returncode, code, self.talk)
        return ran

    def reports(self, *args, code=0):
        """The reports of a run with --json, each valid, by scenario name."""
        out = {}
        ran = self.assay("--json", *args, code=code)
        lines = ran.stdout.splitlines()
        # One scenario: a document on many lines.
        for text in [ran.stdout] if lines and lines[0] == "{" else lines:
            report = json.loads(text)
            REPORT.validate(report)
            self.assertEqual(report["kind"], "run")
            out[report["scenario"]["name"]] = report
        return out

    def one(self, text, *args, code=0):
        self.write("one.toml", 'name = "one"\n' + text)
        return self.reports("one.toml", *args, code=code)["one"]

    def checks(self, report):
        return {check["name"]: check["outcome"] for check in report["checks"]}


class OneScenario(Case):
    def test_a_single_command_takes_ten_rounds_after_one(self):
        report = self.one('command = ["true"]\ntags = ["a", "b"]\n')
        arm = report["arms"]["candidate"]
        self.assertEqual(arm["role"], "candidate")
        self.assertEqual(len(arm["samples"]["wall_ns"]), 10)
        self.assertEqual(report["scenario"]["iterations_count"], 10)
        self.assertEqual(report["scenario"]["warmup_count"], 1)
        self.assertEqual(report["scenario"]["tags"], ["a", "b"])
        self.assertEqual(report["scenario"]["target"], "process")
        self.assertEqual(report["backend"]["name"], "process")
        self.assertIsNone(report["expected_match"])
        self.assertIsNone(report["verdict"])
        digest = hashlib.sha256(self.read("one.toml").encode()).hexdigest()
        self.assertEqual(report["scenario"]["manifest_sha256"], digest)

    def test_flags_override_the_manifest(self):
        report = self.one('command = ["true"]\niterations = 3\nwarmup = 2\n',
                          "--iterations", "4", "--warmup", "0", "--seed", "7")
        self.assertEqual(len(report["arms"]["candidate"]["samples"]["wall_ns"]), 4)
        self.assertEqual(report["scenario"]["warmup_count"], 0)
        self.assertEqual(report["seed"], 7)

    def test_words_are_executed_and_a_shell_only_when_asked(self):
        shell = 'iterations = 2\n[expected.stdout]\nequals = "%s"\n'
        self.one('command = ["echo", "$HOME", "a  b"]\n' + shell % r"$HOME a  b\n")
        self.one('shell = "echo a | tr a b"\n' + shell % r"b\n")

    def test_an_entry_is_executed_with_its_arguments_in_the_manifests_folder(self):
        entry = self.write("sub/prog.sh", "#!/bin/sh\nprintf '%s|' \"$@\"; cat; pwd\n")
        os.chmod(entry, 0o755)
        self.write("sub/in.txt", "given\n")
        self.write("sub/entry.toml", 'entry = "prog.sh"\nargs = ["x", "y z"]\nstdin = "in.txt"\n'
                   'iterations = 2\ninputs = ["in.txt"]\n[expected.stdout]\n'
                   f'equals = "x|y z|given\\n{os.path.realpath(self.path("sub"))}\\n"\n')
        report = self.reports("sub/entry.toml")["entry"]
        self.assertEqual(report["scenario"]["entry"], os.path.realpath(entry))
        self.assertEqual([os.path.basename(i["path"]) for i in report["inputs"]], ["in.txt"])
        self.assertEqual(report["inputs"][0]["sha256"], hashlib.sha256(b"given\n").hexdigest())

    def test_hooks_run_once_around_and_around_each_trial(self):
        self.one('command = ["true"]\nwarmup = 1\niterations = 2\n'
                 'setup = ["sh", "-c", "echo setup >> log"]\n'
                 'prepare = ["sh", "-c", "echo prepare >> log"]\n'
                 'conclude = ["sh", "-c", "echo conclude >> log"]\n'
                 'cleanup = ["sh", "-c", "echo cleanup >> log"]\n')
        self.assertEqual(self.read("log").split(),
                         ["setup"] + 3 * ["prepare", "conclude"] + ["cleanup"])

    def test_cleanup_runs_after_a_failure_too(self):
        self.one('command = ["false"]\ncleanup = ["touch", "cleaned"]\n', code=5)
        self.assertTrue(os.path.exists(self.path("cleaned")))

    def test_a_failing_setup_is_the_programs_fault(self):
        report = self.one('command = ["true"]\nsetup = ["sh", "-c", "echo why >&2; exit 9"]\n',
                          code=5)
        self.assertEqual(report["status"], "failed")
        self.assertIn("why", self.talk)

    def test_setup_may_make_what_is_measured(self):
        self.one('command = ["./made"]\niterations = 2\n'
                 'setup = ["sh", "-c", "printf \'#!/bin/sh\\\\n\' > made; chmod +x made"]\n')

    def test_a_command_without_a_manifest(self):
        report = self.reports("-r", "3", "-n", "words", "--", "echo", "a b")["words"]
        self.assertEqual(len(report["arms"]["candidate"]["samples"]["wall_ns"]), 3)
        self.assertIsNone(report["scenario"]["manifest"])
        self.assay("-r", "2", "--", "echo a | cat", code=0)

    def test_environment_pin_and_folder(self):
        os.mkdir(self.path("where"))
        self.one('shell = "echo $X $Y; pwd"\niterations = 2\ncwd = "where"\n[env]\nX = "1"\n'
                 '[expected.stdout]\nequals = "1 2\\n%s\\n"\n'
                 % os.path.realpath(self.path("where")), "--env", "Y=2")


class WhatIsExpected(Case):
    def wrong(self, text, *names):
        report = self.one(text, code=1)
        self.assertEqual(report["status"], "failed")
        self.assertIs(report["expected_match"], False)
        checks = self.checks(report)
        for name in names:
            self.assertEqual(checks["expected " + name], "fail", checks)
        return report

    def right(self, text):
        report = self.one("iterations = 2\n" + text)
        self.assertIs(report["expected_match"], True)
        self.assertEqual(set(self.checks(report).values()), {"pass"})
        return report

    def test_every_kind_of_expectation_passes_and_fails(self):
        echo = 'command = ["sh", "-c", "echo abc; echo err >&2; exit 3"]\n'
        digest = hashlib.sha256(b"abc\n").hexdigest()
        report = self.right(echo + '[expected]\nexit_code = 3\nresponse_bytes = 4\n'
                            f'[expected.stdout]\nsha256 = "{digest}"\ncontains = ["bc"]\n'
                            'matches = ["^abc$"]\n[expected.stderr]\nequals = "err\\n"\n'
                            .replace("^abc$", "^a.c"))
        self.assertEqual(report["response_bytes"], 4)
        self.wrong(echo + "[expected]\nexit_code = 0\n", "exit code 0")
        self.wrong(echo + "[expected]\nexit_code = 3\nresponse_bytes_max = 3\n",
                   "response bytes at most 3")
        self.wrong(echo + '[expected]\nexit_code = 3\n[expected.stdout]\nsha256 = "%s"\n'
                   % ("0" * 64), "stdout sha256")
        self.wrong(echo + '[expected]\nexit_code = 3\n[expected.stderr]\ncontains = ["no"]\n',
                   "stderr contains 'no'")

    def test_a_wrong_output_shows_both(self):
        self.wrong('command = ["echo", "hello"]\n[expected.stdout]\nequals = "hallo\\n"\n',
                   "stdout equals")
        self.assertIn("hallo", self.talk)
        self.assertIn("hello", self.talk)

    def test_a_result_that_is_wrong_only_later_is_caught(self):
        report = self.wrong(
            'shell = "echo x >> count; wc -l < count | grep -c -v 4"\nwarmup = 1\niterations = 6\n'
            '[expected.stdout]\nequals = "1\\n"\n[expected]\nexit_code = 0\n'.replace(
                "[expected.stdout]", "[expected]\nexit_code = 0\n[expected.stdout]").rsplit(
                    "[expected]\n", 1)[0], "stdout equals")
        self.assertEqual(len(report["arms"]["candidate"]["samples"]["wall_ns"]), 2,
                         "the trials that were right are kept")

    def test_a_long_output_is_hashed_whole(self):
        whole = b"".join(b"%d\n" % i for i in range(1, 600001))
        self.assertGreater(len(whole), 3 << 20)
        self.right('command = ["seq", "600000"]\n[expected]\nresponse_bytes = %d\n'
                   '[expected.stdout]\nsha256 = "%s"\n'
                   % (len(whole), hashlib.sha256(whole).hexdigest()))

    def test_files_and_json(self):
        digest = hashlib.sha256(b"made").hexdigest()
        make = 'shell = "printf made > made.txt; echo \'{\\"n\\": [1, 2]}\'"\n'
        self.right(make + '[expected.files]\n"made.txt" = "%s"\n'
                   '[expected.stdout.json]\n"/n/1" = 2\n' % digest)

    def test_the_same_output_in_all_arms(self):
        arms = ('iterations = 2\n[arms.baseline]\ncommand = ["echo", "1"]\n'
                '[arms.candidate]\ncommand = ["echo", "%s"]\n[expected]\nsame_across_arms = true\n')
        self.one(arms % "1")
        self.one(arms % "2", code=1)

    def test_a_program_that_fails_is_no_wrong_output(self):
        self.one('command = ["false"]\n[expected.stdout]\nequals = ""\n', code=5)
        self.assertIn("exit_code = 1 in [expected]", self.talk)
        report = self.one('command = ["sleep", "9"]\ntimeout = "100ms"\n', code=5)
        self.assertIn("did not end within", report["failure"])
        self.one('command = ["no-such-program-x"]\n', code=5)


class Arms(Case):
    SLOWER = ('[arms.baseline]\ncommand = ["sleep", "0.005"]\n'
              '[arms.candidate]\ncommand = ["sleep", "0.02"]\n')

    def test_a_regression_is_told_and_gates_only_when_asked(self):
        report = self.one(self.SLOWER)
        self.assertEqual(report["verdict"], "regression")
        self.assertEqual(report["arms"]["baseline"]["role"], "baseline")
        self.assertIsNone(report["scenario"]["iterations_count"], "a sequential plan")
        self.assertIn("THE GATE IS OFF", self.talk)
        self.one(self.SLOWER, "--fail-on-regression", code=1)
        self.assertNotIn("THE GATE IS OFF", self.talk)

    def test_a_live_baseline_beside_a_single_arm(self):
        report = self.one('command = ["sleep", "0.02"]\n', "--baseline-command", "sleep 0.005",
                          "--fail-on-regression", code=1)
        self.assertEqual(report["verdict"], "regression")
        self.assertEqual(list(report["arms"]), ["baseline", "candidate"])

    def test_a_revision_as_the_live_baseline(self):
        def git(*words):
            subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *words], check=True,
                           cwd=self.path("repo"), stdout=subprocess.DEVNULL)
        entry = self.write("repo/sub/prog", "#!/bin/sh\nsleep 0.005\n")
        os.chmod(entry, 0o755)
        self.write("repo/sub/prog.toml", 'entry = "prog"\nargs = ["x"]\n')
        self.write("repo/top.toml", 'shell = "true"\niterations = 2\n')
        git("init", "-q")
        git("add", ".")
        git("commit", "-q", "-m", "fast")
        self.write("repo/sub/prog", "#!/bin/sh\nsleep 0.03\n")
        report = self.reports("repo/sub/prog.toml", "--rev", "HEAD", "--build", "touch built")["prog"]
        self.assertEqual(report["verdict"], "regression")
        baseline = report["arms"]["baseline"]["command"]
        self.assertTrue(baseline["cwd"].startswith(self.path("cache")), baseline)
        self.assertTrue(baseline["argv"][0].startswith(self.path("cache")), baseline)
        self.assertTrue(os.path.exists(os.path.join(baseline["cwd"], "built")))
        self.assertFalse(os.path.exists(self.path("repo/sub/built")))
        top = self.reports("repo/top.toml", "--rev", "HEAD", "--build", "touch built")["top"]
        self.assertFalse(top["arms"]["baseline"]["command"]["cwd"].endswith("/"))
        dry = self.assay("repo/sub/prog.toml", "--rev", "HEAD", "--dry-run", code=0)
        self.assertIn("git worktree add HEAD", dry.stdout)

    def test_a_control_is_the_baseline_again(self):
        report = self.one('iterations = 3\n[plan]\ncontrol = true\n' + self.SLOWER)
        self.assertEqual(list(report["arms"]), ["baseline", "candidate", "control"])
        self.assertEqual(report["arms"]["control"]["role"], "control")

    def test_what_to_do_about_a_doubt_names_no_flag_that_run_lacks(self):
        self.write("one.toml", 'iterations = 8\n[arms.baseline]\ncommand = ["true"]\n'
                   '[arms.candidate]\ncommand = ["true"]\n')
        text = self.assay("one.toml", code=0).stdout
        self.assertNotIn("--continue", text)

    def test_parameters_make_a_scenario_each(self):
        reports = self.write("p.toml", 'name = "p"\ncommand = ["echo", "{n}"]\niterations = 2\n'
                             '[parameters]\nn = ["1", "2"]\n[expected.stdout]\nequals = "{n}\\n"\n')
        reports = self.reports("p.toml")
        self.assertEqual(sorted(reports), ["p[n=1]", "p[n=2]"])
        self.assertEqual(reports["p[n=2]"]["scenario"]["parameters"], {"n": "2"})


class Folders(Case):
    def fill(self):
        self.write("s/a-good.toml", 'command = ["true"]\niterations = 2\ntags = ["quick"]\n')
        self.write("s/b-bad.toml", 'commnd = ["true"]\n')
        self.write("s/c-false.toml", 'command = ["false"]\n')
        self.write("s/d-wrong.toml", 'command = ["echo", "a"]\n[expected.stdout]\nequals = "b"\n')
        self.write("s/e-good.toml", 'command = ["true"]\niterations = 2\n')

    def test_what_is_wrong_stops_nothing_else_and_is_named(self):
        self.fill()
        reports = self.reports("s", "--report", "all.ndjson", "--verdict-file", "verdict.json",
                               code=64)
        self.assertEqual(list(reports), ["a-good", "c-false", "d-wrong", "e-good"])
        self.assertEqual([reports[n]["status"] for n in reports],
                         ["complete", "failed", "failed", "complete"])
        for part in ("b-bad.toml", "'commnd'", "c-false: ", "d-wrong: "):
            self.assertIn(part, self.talk)
        kept = [json.loads(line) for line in self.read("all.ndjson").splitlines()]
        self.assertEqual([r["run_id"] for r in kept], [r["run_id"] for r in reports.values()])
        verdict = json.loads(self.read("verdict.json"))
        VERDICT.validate(verdict)
        self.assertEqual(verdict["exit"], 64)
        self.assertEqual([s["outcome"] for s in verdict["scenarios"]],
                         ["pass", "error", "error", "fail", "pass"])
        self.assertEqual([s["exit"] for s in verdict["scenarios"]], [0, 64, 5, 1, 0])

    def test_text_for_people(self):
        self.fill()
        ran = self.assay("s", code=64)
        self.assertRegex(ran.stdout, "5 scenarios: 2 passed, 1 failed, 2 did not run to the end")
        self.assertIn("3/5 c-false", ran.stderr)
        self.assertIn("did you mean 'command'?", ran.stdout)

    def test_lists_filters_and_tags(self):
        self.fill()
        listed = self.assay("s", "--list", code=64)
        self.assertRegex(listed.stdout, r"a-good +process +candidate +quick")
        self.assertIn("b-bad.toml", listed.stderr)
        os.remove(self.path("s/b-bad.toml"))
        self.assertEqual(list(self.reports("s", "--filter", "^e-")), ["e-good"])
        self.assertEqual(list(self.reports("s", "--tag", "quick")), ["a-good"])
        self.assay("s", "--filter", "nothing-like-it", code=64)

    def test_two_scenarios_of_one_name(self):
        self.write("s/1.toml", 'name = "same"\ncommand = ["true"]\niterations = 2\n')
        self.write("s/2.toml", 'name = "same"\ncommand = ["true"]\n')
        self.reports("s", code=64)
        self.assertIn("same", self.talk)
        self.assertIn("2.toml", self.talk)

    def test_a_dry_run_prints_lines_for_a_shell_and_runs_nothing(self):
        self.write("s/it.toml", 'command = ["touch", "a b"]\nsetup = ["touch", "set-up"]\n'
                   '[env]\nX = "1 2"\n')
        ran = self.assay("s", "--dry-run", code=0)
        self.assertIn(f"trial of candidate: cd {os.path.realpath(self.path('s'))} && "
                      "X='1 2' touch 'a b'", ran.stdout.replace(self.path("s"), os.path.realpath(
                          self.path("s"))))
        self.assertIn("setup: ", ran.stdout)
        self.assertEqual(os.listdir(self.path("s")), ["it.toml"])

    def test_documents_for_ci(self):
        self.fill()
        ran = self.assay("s", "--format", "tap", "--format", "junit=out.xml", code=64)
        self.assertTrue(ran.stdout.startswith("TAP version 14"), ran.stdout)
        self.assertIn("<testsuite ", self.read("out.xml"))
        self.assertIn("b-bad", self.read("out.xml"))

    def test_an_interrupt_leaves_whole_reports(self):
        self.write("s/1.toml", 'command = ["true"]\niterations = 2\n')
        self.write("s/2.toml", 'command = ["sleep", "0.05"]\niterations = 1000\n')
        self.write("s/3.toml", 'command = ["true"]\n')
        process = subprocess.Popen([ASSAY, "run", "s", "--json", "--verdict-file", "v.json",
                                    "--report", "r.ndjson"], cwd=self.folder, env=self.env,
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        first = process.stdout.readline()  # printed when it is done, not at the end
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        rest, talk = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, talk)
        lines = (first + rest).splitlines()
        reports = [json.loads(line) for line in lines]
        for report in reports:
            REPORT.validate(report)
        self.assertEqual([r["status"] for r in reports], ["complete", "interrupted"])
        self.assertEqual(self.read("r.ndjson").splitlines(), lines)
        ends = json.loads(self.read("v.json"))["scenarios"]
        self.assertEqual([e["outcome"] for e in ends], ["pass", "interrupted", "not-run"])


class Usage(Case):
    def test_flags_that_contradict(self):
        self.write("a.toml", 'command = ["true"]\n')
        for words in (["a.toml", "--", "true"], [], ["a.toml", "--input", "x"],
                      ["--filter", "x", "--", "true"], ["a.toml", "--build", "make"],
                      ["a.toml", "--rev", "a", "--baseline-command", "true"],
                      ["a.toml", "--list", "--dry-run"], ["a.toml", "--require-baseline"],
                      ["a.toml", "--json", "--format", "tap"], ["a.toml", "--format", "tap="],
                      ["a.toml", "--iterations", "0"], ["a.toml", "--report", "no/where.json"],
                      ["missing.toml"]):
            with self.subTest(words):
                self.assay(*words, code=64)

    def test_a_live_baseline_does_not_go_with_arms(self):
        self.write("a.toml", Arms.SLOWER)
        self.assay("a.toml", "--baseline-command", "true", code=64)


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)
