# SPDX-License-Identifier: Apache-2.0
"""assay init: the manifest it writes says what was typed, and nothing is overwritten unasked."""
import os
import pathlib
import subprocess
import tempfile
import tomllib
import unittest

ASSAY = os.environ["ASSAY"]


class Init(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)

    def run_assay(self, *words, code=0):
        done = subprocess.run([ASSAY, "init", *words], cwd=self.folder, text=True,
                              capture_output=True, timeout=30)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def manifest(self, name):
        return tomllib.loads((self.folder / name).read_text())

    def test_words_behind_dashes_are_kept_as_they_are(self):
        words = ["gzip", "-6", "-c", "a \"b\" \\ {n} µ\n"]
        done = self.run_assay("--", *words)
        self.assertEqual(done.stdout, "")
        self.assertIn("wrote gzip.toml", done.stderr)
        self.assertEqual(self.manifest("gzip.toml")["command"], words)

    def test_one_word_is_a_command_line(self):
        self.run_assay("sort -n 'a b'")
        self.assertEqual(self.manifest("sort.toml")["command"], ["sort", "-n", "a b"])
        self.run_assay("cat x | wc")
        self.assertEqual(self.manifest("cat.toml")["shell"], "cat x | wc")

    def test_a_file_is_overwritten_by_force_only(self):
        (self.folder / "x.toml").write_text("mine")
        self.assertIn("--force", self.run_assay("--", "x", "y", code=64).stderr)
        self.assertEqual((self.folder / "x.toml").read_text(), "mine")
        self.run_assay("--force", "--", "x", "y")
        self.assertEqual(self.manifest("x.toml")["command"], ["x", "y"])

    def test_output_and_target(self):
        self.run_assay("--target", "library", "-o", "l.toml", "--", "a.so", "1")
        found = self.manifest("l.toml")
        self.assertEqual((found["target"], found["entry"], found["args"]), ("library", "a.so", ["1"]))
        printed = self.run_assay("--output", "-", "true").stdout
        self.assertEqual(tomllib.loads(printed)["command"], ["true"])
        self.assertFalse((self.folder / "true.toml").exists())


if __name__ == "__main__":
    unittest.main()
