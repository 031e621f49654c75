# SPDX-License-Identifier: Apache-2.0
# ctest: serial timeout=300
"""Two git revisions: each is built in a worktree of its own, once, and compared."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]


class Revisions(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-revisions-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.repo = os.path.join(self.folder, "repo")
        os.makedirs(os.path.join(self.repo, "tool"))
        self.env = dict(os.environ, XDG_CACHE_HOME=os.path.join(self.folder, "cache"),
                        GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@example.org",
                        GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@example.org",
                        GIT_CONFIG_GLOBAL="/dev/null", HOME=self.folder, NO_COLOR="1")
        self.git("init", "-q", "-b", "main")
        self.commit("sleep 0.01")
        self.git("branch", "old")
        self.commit("sleep 0.02")

    def git(self, *args):
        subprocess.run(["git", *args], cwd=self.repo, env=self.env, check=True,
                       stdout=subprocess.DEVNULL)

    def commit(self, body):
        with open(os.path.join(self.repo, "tool", "source.sh"), "w") as file:
            file.write(f"#!/bin/sh\n{body}\n")
        self.git("add", "-A")
        self.git("commit", "-qm", body)

    def compare(self, *args, cwd=None):
        return subprocess.run([ASSAY, "compare", *args], env=self.env, text=True,
                              cwd=cwd or os.path.join(self.repo, "tool"),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120)

    BUILD = "echo once >> $XDG_CACHE_HOME/builds; cp source.sh prog; chmod +x prog"

    def test_each_revision_is_built_once_and_compared(self):
        report = os.path.join(self.folder, "r.json")
        for _ in range(2):
            ran = self.compare("--rev", "old", "--rev", "main", "--build", self.BUILD, "--report",
                               report, "--check", "--", "./prog")
            self.assertEqual(ran.returncode, 1, ran.stdout + ran.stderr)
        with open(report) as file:
            found = json.load(file)
        self.assertEqual(found["verdict"], "regression")
        self.assertEqual(list(found["arms"]), ["old", "main"])
        self.assertGreater(found["comparisons"][0]["estimate"], 1.5)
        with open(os.path.join(self.env["XDG_CACHE_HOME"], "builds")) as file:
            self.assertEqual(file.read(), "once\nonce\n")
        self.assertEqual(os.listdir(os.path.join(self.repo, "tool")), ["source.sh"])

    def test_a_failing_build_is_quoted_and_tried_again_next_time(self):
        for _ in range(2):
            ran = self.compare("--rev", "old", "--rev", "main", "--build",
                               "echo broken-rule-17 >&2; exit 2", "--", "./prog")
            self.assertEqual(ran.returncode, 5, ran.stderr)
            self.assertIn("broken-rule-17", ran.stderr)
            self.assertIn("old", ran.stderr)

    def test_an_unknown_revision_and_a_missing_repository_are_bad_usage(self):
        ran = self.compare("--rev", "old", "--rev", "nosuch", "--", "./prog")
        self.assertEqual(ran.returncode, 64, ran.stderr)
        self.assertIn("nosuch", ran.stderr)
        ran = self.compare("--rev", "old", "--rev", "main", "--", "./prog", cwd=self.folder)
        self.assertEqual(ran.returncode, 64, ran.stderr)
        self.assertIn("git repository", ran.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
