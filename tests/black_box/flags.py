# SPDX-License-Identifier: Apache-2.0
"""What the flags do to a real run: hooks, parameters, shells, streams, exports; and that a command
line of hyperfine gives a document of the same shape."""
import collections
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]
ROUNDS = ["-r", "3"]


class Flags(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-flags-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def run_in_folder(self, words, **env):
        return subprocess.run(words, cwd=self.folder, env={**os.environ, **env}, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120)

    def assay(self, *words, code=0, **env):
        ran = self.run_in_folder([ASSAY, *words], **env)
        self.assertEqual(ran.returncode, code, f"{words}\n{ran.stdout}\n{ran.stderr}")
        return ran

    def results(self, *words):
        ran = self.assay(*words, "--style", "none", "--export-json", "-")
        return json.loads(ran.stdout)["results"]

    def test_hooks_run_around_every_trial_and_around_the_run(self):
        self.assay("compare", *ROUNDS, "-w", "1", "-L", "x", "a,b",
                   "-s", "echo setup {x} >> log", "-p", "echo prepare {x} >> log",
                   "-C", "echo conclude {x} >> log", "-c", "echo cleanup {x} >> log",
                   "echo run {x} $HYPERFINE_ITERATION >> log")
        lines = self.read("log").splitlines()
        self.assertEqual(lines[:2], ["setup a", "setup b"])
        self.assertEqual(lines[-2:], ["cleanup a", "cleanup b"])
        trials = [lines[i:i + 3] for i in range(2, len(lines) - 2, 3)]
        self.assertEqual(len(trials), 8)
        iterations = collections.defaultdict(list)
        for prepare, run, conclude in trials:
            arm = prepare.split()[1]
            self.assertEqual((prepare, conclude), (f"prepare {arm}", f"conclude {arm}"))
            self.assertEqual(run.split()[:2], ["run", arm])
            iterations[arm].append(run.split()[2])
        self.assertEqual(dict(iterations), {arm: ["warmup-0", "0", "1", "2"] for arm in "ab"})

    def test_a_hook_for_each_arm_belongs_to_that_arm(self):
        self.assay("compare", *ROUNDS, "-w", "0", "-p", "echo p1 >> log", "-p", "echo p2 >> log",
                   "echo c1 >> log", "echo c2 >> log")
        lines = self.read("log").splitlines()
        pairs = collections.Counter(zip(lines[::2], lines[1::2]))
        self.assertEqual(pairs, {("p1", "c1"): 3, ("p2", "c2"): 3})

    def test_parameters_reach_commands_names_and_the_export(self):
        results = self.results("compare", *ROUNDS, "-P", "n", "0.1", "0.3", "-D", "0.1",
                               "-n", "n is {n}", "test {n} = {n}")
        self.assertEqual([r["command"] for r in results], ["n is 0.1", "n is 0.2", "n is 0.3"])
        self.assertEqual([r["parameters"] for r in results],
                         [{"n": "0.1"}, {"n": "0.2"}, {"n": "0.3"}])

    def test_the_reference_is_the_first_arm(self):
        results = self.results("compare", *ROUNDS, "--reference", "true", "--reference-name", "R",
                               "sleep 0", "sleep 0.0")
        self.assertEqual([r["command"] for r in results], ["R", "sleep 0", "sleep 0.0"])

    def test_a_shell_is_used_when_a_command_needs_it_and_it_is_said(self):
        ran = self.assay("compare", *ROUNDS, "--json", "true", "true && true")
        report = json.loads(ran.stdout)
        self.assertEqual([arm["command"]["shell"] for arm in report["arms"].values()], [True, True])
        self.assertIn("shell", [d["code"] for d in report["diagnostics"]])
        report = json.loads(self.assay("compare", *ROUNDS, "--json", "true", "true 'a && b'").stdout)
        self.assertEqual([arm["command"]["shell"] for arm in report["arms"].values()], [False, False])

    def test_a_shell_can_be_forced_and_forbidden(self):
        self.assay("time", *ROUNDS, "-S", "bash --norc", "[[ a == a ]]")
        self.assay("time", *ROUNDS, "-S", "bash --norc", "[[ a == b ]]", code=5)
        self.assay("time", *ROUNDS, "-N", "test * = *")  # a pattern stays a word
        self.write("file", "")
        self.write("other", "")
        self.assay("time", *ROUNDS, "-N", "test * = *")

    def test_exit_codes_are_ignored_only_when_asked(self):
        self.assay("time", *ROUNDS, "exit 3", code=5)
        self.assay("time", *ROUNDS, "-i", "exit 3")
        self.assay("time", *ROUNDS, "-i=2,3", "exit 3")
        self.assay("time", *ROUNDS, "-i=2", "exit 3", code=5)
        self.assay("compare", *ROUNDS, "-i", "false", "true")  # eats no command
        self.assertEqual(self.results("time", *ROUNDS, "-i", "exit 3")[0]["exit_codes"], [3, 3, 3])

    def test_streams_go_where_they_were_sent(self):
        self.write("in", "hello\n")
        self.assay("time", *ROUNDS, "--input", "in", "--output", "./out", "cat")
        self.assertEqual(self.read("out"), "hello\n")
        self.assertEqual(self.assay("time", *ROUNDS, "--quiet", "--style", "none", "--show-output",
                                    "echo shown").stdout, "shown\n" * 3)
        self.assay("time", *ROUNDS, "--output", "pipe", "test -p /dev/stdout")
        self.assay("time", *ROUNDS, "test ! -s /dev/stdin")  # nothing to read

    def test_environment_folder_and_words_after_the_dashes(self):
        os.mkdir(self.path("sub"))
        self.assay("time", *ROUNDS, "--env", "A=b=c", "--cwd", "sub",
                   'test "$A" = b=c && test "$(basename "$PWD")" = sub')
        self.assay("time", *ROUNDS, "--", "test", "a  b", "=", "a  b")

    def test_style_none_and_quiet_keep_silent(self):
        ran = self.assay("compare", *ROUNDS, "--style", "none", "true", "true")
        self.assertEqual((ran.stdout, ran.stderr), ("", ""))
        ran = self.assay("compare", *ROUNDS, "--quiet", "true", "true")
        self.assertEqual(ran.stderr, "")
        self.assertNotEqual(ran.stdout, "")

    def test_pipes_and_no_color_get_plain_text(self):
        for words, env in ((["--style", "auto"], {}), (["--style", "basic"], {}),
                           (["--style", "nocolor"], {"TERM": "xterm"})):
            ran = self.assay("compare", *ROUNDS, *words, "true", "true", **env)
            self.assertNotIn("\x1b", ran.stdout + ran.stderr)
        self.assertIn("\x1b[", self.assay("time", *ROUNDS, "--style", "color", "true").stdout)

    def test_json_owns_standard_output(self):
        report = json.loads(self.assay("compare", *ROUNDS, "--json", "true", "true").stdout)
        self.assertEqual(report["schema"], "assay.report/1")
        self.assay("compare", *ROUNDS, "--report", "r.json", "true", "true")
        kept = json.loads(self.assay("report", "r.json", "--format", "json").stdout)
        self.assertEqual(kept, json.loads(self.read("r.json")))
        for format in ("text", "csv", "markdown"):
            self.assertNotEqual(self.assay("report", "r.json", "--format", format).stdout, "")

    def test_every_export_is_written(self):
        formats = ["json", "csv", "markdown", "asciidoc", "orgmode", "verdict"]
        words = [word for f in formats for word in (f"--export-{f}", f"out.{f}")]
        self.assay("compare", *ROUNDS, *words, "true", "sleep 0")
        for f in formats:
            self.assertNotEqual(self.read(f"out.{f}"), "", f)
        self.assertEqual(self.read("out.csv").splitlines()[0],
                         "command,mean,stddev,median,user,system,min,max")

    @unittest.skipUnless(shutil.which("hyperfine"), "hyperfine is not installed")
    def test_a_command_line_of_hyperfine_gives_a_document_of_the_same_shape(self):
        for words in (["true", "sleep 0"],
                      ["-L", "x", "1,2", "-L", "y", "a,b", "echo {x} {y}", "printf {x}{y}"],
                      ["-P", "x", "1", "2", "-D", "0.5", "-n", "c{x}", "echo {x}"],
                      ["-N", "-i", "-n", "f", "false", "true"]):
            with self.subTest(words):
                theirs = self.run_in_folder(["hyperfine", "-r", "3", "--style", "none",
                                             "--export-json", "h.json", "--export-csv", "h.csv",
                                             *words])
                self.assertEqual(theirs.returncode, 0, theirs.stderr)
                self.assay("compare", "-r", "3", "--style", "none", "--export-json", "a.json",
                           "--export-csv", "a.csv", *words)
                h, a = (json.loads(self.read(f))["results"] for f in ("h.json", "a.json"))
                for their, our in zip(h, a, strict=True):
                    self.assertLessEqual(set(their), set(our))
                    for key in ("command", "parameters", "exit_codes"):
                        self.assertEqual(their.get(key), our.get(key))
                    self.assertEqual(len(their["times"]), len(our["times"]))
                first = [re.split(",", self.read(f).splitlines()[0]) for f in ("h.csv", "a.csv")]
                self.assertEqual(*first)


if __name__ == "__main__":
    unittest.main()
