# SPDX-License-Identifier: Apache-2.0
"""The command line: help, and every kind of bad usage. A row is a case: the words, the exit code,
and patterns that standard output and standard error must hold. Add a row to add a case."""
import os
import subprocess
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]
USAGE = 64

# (words, pattern of standard error): each exits 64, prints nothing on standard output, and says
# what, why and what next.
BAD_USAGE = [
    (["compar"], r"no command 'compar'[\s\S]*did you mean 'compare'"),
    (["ls"], r"assay time ls"),
    (["--metric"], r"flags follow a command"),
    (["help", "metrix"], r"did you mean 'metrics'"),
    (["init"], r"init takes one command[\s\S]*assay init --"),
    (["init", "a", "b"], r"there are several"),
    (["init", "--target", "libary", "x"], r"did you mean 'library'"),
    (["init", "--output", "no/such/x.toml", "x"], r"no/such"),
    (["compare"], r"nothing to compare"),
    (["compare", "true"], r"only one arm[\s\S]*assay time"),
    (["compare", "", "true"], r"a command is empty"),
    (["compare", "--wramup", "3", "a", "b"], r"no flag '--wramup'[\s\S]*did you mean '--warmup'"),
    (["compare", "-z", "a", "b"], r"no flag '-z'"),
    (["compare", "a", "b", "--warmup"], r"the line ends before its value"),
    (["compare", "-w", "--control", "a", "b"], r"'--control' follows"),
    (["compare", "-w", "1", "-w", "2", "a", "b"], r"-w is given twice"),
    (["compare", "--control=1", "a", "b"], r"takes no value"),
    (["compare", "-r", "0", "a", "b"], r"-r cannot be '0'[\s\S]*the least is 1"),
    (["compare", "-w", "-1", "a", "b"], r"below 0"),
    (["compare", "-m", "9", "-M", "3", "a", "b"], r"--min-runs 9 is more than --max-runs 3"),
    (["compare", "--rounds", "3", "-m", "2", "a", "b"], r"contradicts"),
    (["compare", "--metric", "wal", "a", "b"], r"no metric 'wal'[\s\S]*known are wall,[\s\S]*did you mean 'wall'"),
    (["compare", "--metric", "", "a", "b"], r"empty"),
    (["compare", "--metric-from", "x=(", "--metric", "x", "true", "true"], r"x="),
    (["compare", "--alpha", "0.5", "a", "b"], r"above 0 and below 0\.5"),
    (["compare", "--min-effect", "-1%", "a", "b"], r"cannot be negative"),
    (["compare", "--timeout", "-5", "a", "b"], r"cannot be negative"),
    (["compare", "--max-time", "0", "a", "b"], r"no time"),
    (["compare", "--pin", "x", "a", "b"], r"names no CPUs"),
    (["compare", "--env", "X", "a", "b"], r"NAME=VALUE"),
    (["compare", "-P", "n", "8", "1", "a {n}"], r"8 is more than 1[\s\S]*swap them"),
    (["compare", "-P", "n", "one", "8", "a {n}"], r"'one' is not a number"),
    (["compare", "-P", "n", "0.5", "1", "a {n}"], r"-D"),
    (["compare", "-P", "n", "1", "8", "-D", "0", "a {n}"], r"a step of 0"),
    (["compare", "-P", "n", "1", "20000", "a {n}"], r"20000 values[\s\S]*10000"),
    (["compare", "-L", "n", "", "a {n}"], r"is empty"),
    (["compare", "-L", "n", "1", "-L", "n", "2", "a {n}"], r"given twice"),
    (["compare", "-n", "x", "-n", "x", "a", "b"], r"two arms are named 'x'"),
    (["compare", "-n", "x", "-n", "y", "-n", "z", "a", "b"], r"given 3 times"),
    (["compare", "-p", "x", "-p", "y", "a", "b", "c"], r"--prepare is given 2 times"),
    (["compare", "--reference", "a", "a", "b"], r"compared with itself"),
    (["compare", "--reference-name", "a", "a", "b"], r"no --reference"),
    (["compare", "--build", "make", "a", "b"], r"no --rev"),
    (["compare", "--rev", "a", "--rev", "b", "x", "y"], r"--rev takes one command"),
    (["compare", "-N", "a | b", "c"], r"needs a shell, and -N forbids one"),
    (["compare", "-N", "-S", "bash", "a", "b"], r"contradict"),
    (["compare", "-S", "", "a", "b"], r"cannot be ''"),
    (["compare", "echo 'a", "b"], r"never closed"),
    (["compare", "--output", "file", "a", "b"], r"\./file"),
    (["compare", "--output", "null", "--show-output", "a", "b"], r"contradict"),
    (["compare", "--style", "colour", "a", "b"], r"did you mean 'color'"),
    (["compare", "-i=x", "a", "b"], r"'x' is no exit code"),
    (["compare", "--json", "--export-json", "-", "a", "b"], r"standard output"),
    (["compare", "--report", "/nowhere/r.json", "true", "true"], r"no folder '/nowhere'[\s\S]*mkdir"),
    (["compare", "--export-csv", "/tmp", "true", "true"], r"it is a folder"),
    (["compare", "--input", "/nowhere/in", "true", "true"], r"no such file"),
    (["compare", "--cwd", "/nowhere", "true", "true"], r"no folder '/nowhere'"),
    (["compare", "--continue", "/nowhere/r.json", "a", "b"], r"no such file"),
    (["compare", "--continue", "r.json"], r"repeat the commands"),
    (["compare", "--", "./a", "-x", "./b"], r"each word after --"),
    (["time"], r"nothing to time"),
    (["time", "sleep", "1"], r"time takes one command[\s\S]*assay time 'sleep 1'"),
    (["time", "ls", "-l"], r"no flag '-l'[\s\S]*'ls -l'"),
    (["time", "--check", "true"], r"it belongs to 'assay compare'"),
    (["prove", "a", "b"], r"prove takes one command"),
    (["prove", "--effect", "none"], r"not a share above 0"),
    (["doctor", "now"], r"takes no 'now'"),
    (["doctor", "--probe", "-1"], r"cannot be negative"),
    (["report"], r"none was named"),
    (["report", "/nowhere/r.json"], r"/nowhere/r\.json[\s\S]*no such file"),
    (["report", "x", "--format", "html"], r"none of text, json, csv, markdown"),
]

# (words, pattern of standard output): each exits 0 and prints nothing on standard error.
HELP = [
    (["help"], r"usage: assay COMMAND"),
    (["--help"], r"usage: assay COMMAND"),
    (["-h"], r"usage: assay COMMAND"),
    (["--version"], r"\Aassay \d+\.\d+\.\d+\n\Z"),
    (["-V"], r"\Aassay \d+\.\d+\.\d+\n\Z"),
    (["help", "metrics"], r"peak_rss"),
    (["help", "exit-codes"], r"(?m)^ *64  bad usage"),
]
COMMANDS = ["compare", "time", "prove", "doctor", "report"]


class CommandLine(unittest.TestCase):
    def run_assay(self, words, stdout=subprocess.PIPE, **env):
        with tempfile.TemporaryDirectory(prefix="assay-cli-") as folder:
            return subprocess.run([ASSAY, *words], cwd=folder, env={**os.environ, **env}, text=True,
                                  stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                                  timeout=60)

    def test_bad_usage_is_64_and_says_what_why_and_what_next(self):
        for words, pattern in BAD_USAGE:
            with self.subTest(" ".join(words)):
                ran = self.run_assay(words)
                self.assertEqual(ran.returncode, USAGE, ran.stderr)
                self.assertEqual(ran.stdout, "")
                self.assertRegex(ran.stderr, r"\Aerror: ")
                self.assertRegex(ran.stderr, r"(?m)^  next: ")
                self.assertRegex(ran.stderr, pattern)

    def test_help_goes_to_standard_output(self):
        for words, pattern in HELP:
            with self.subTest(" ".join(words)):
                ran = self.run_assay(words)
                self.assertEqual((ran.returncode, ran.stderr), (0, ""))
                self.assertRegex(ran.stdout, pattern)

    def test_every_command_has_help_with_an_example_in_80_columns(self):
        for command in COMMANDS:
            with self.subTest(command):
                ran = self.run_assay([command, "--help"])
                self.assertEqual((ran.returncode, ran.stderr), (0, ""))
                self.assertRegex(ran.stdout, rf"\Ausage: assay {command} ")
                self.assertRegex(ran.stdout, rf"Examples?:\n  assay {command}")
                self.assertLessEqual(max(map(len, ran.stdout.splitlines())), 80)
                self.assertEqual(ran.stdout, self.run_assay(["help", command]).stdout)

    def test_no_command_at_all_is_bad_usage_and_shows_the_overview(self):
        ran = self.run_assay([])
        self.assertEqual((ran.returncode, ran.stdout), (USAGE, ""))
        self.assertRegex(ran.stderr, "usage: assay COMMAND")

    def test_a_name_that_drives_a_terminal_is_shown_and_not_sent(self):
        ran = self.run_assay(["compare", "--metric", "\x1b[31mred", "a", "b"])
        self.assertNotIn("\x1b", ran.stderr)
        self.assertIn("\\x1b[31mred", ran.stderr)

    def test_a_full_disk_behind_standard_output_is_said(self):
        with open("/dev/full", "w") as full:
            ran = self.run_assay(["help"], stdout=full)
        self.assertEqual(ran.returncode, 70)
        self.assertRegex(ran.stderr, "cannot write to standard output")

    def test_a_reader_that_leaves_early_is_no_error(self):
        read_end, write_end = os.pipe()
        os.close(read_end)
        try:
            ran = self.run_assay(["help"], stdout=write_end)
        finally:
            os.close(write_end)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
