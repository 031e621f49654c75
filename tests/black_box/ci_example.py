# SPDX-License-Identifier: Apache-2.0
# ctest: serial timeout=120
"""The shell script of docs/ci.md runs as it is printed: on scenarios that hold it ends with 0, on a
budget that is broken with 1, and it leaves the files that it names."""
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]
SOURCE = os.environ["ASSAY_SOURCE"]

RULES = """schema = "assay.rules/1"
[[rules]]
mode = "budget"
statistic = "max"
limit = "%s"
"""


def example():
    with open(os.path.join(SOURCE, "docs/ci.md"), encoding="utf-8") as text:
        blocks = re.findall(r"^```sh ci-example\n(.*?)^```$", text.read(), re.M | re.S)
    assert len(blocks) == 1, "docs/ci.md has one block marked ci-example"
    return blocks[0]


class Example(unittest.TestCase):
    def run_it(self, limit):
        with tempfile.TemporaryDirectory() as at:
            for folder in ("scenarios", "perf", "bin"):
                os.mkdir(os.path.join(at, folder))
            with open(os.path.join(at, "scenarios/true.toml"), "w", encoding="utf-8") as out:
                out.write('name = "true"\ncommand = ["true"]\niterations = 10\n')
            with open(os.path.join(at, "perf/rules.toml"), "w", encoding="utf-8") as out:
                out.write(RULES % limit)
            program = os.path.join(at, "bin/assay")
            with open(program, "w", encoding="utf-8") as out:
                out.write(f'#!/bin/sh\nexec "{ASSAY}" "$@"\n')
            os.chmod(program, stat.S_IRWXU)
            env = {**os.environ, "PATH": f"{at}/bin:{os.environ['PATH']}"}
            done = subprocess.run(["bash", "-c", example()], cwd=at, env=env, timeout=100,
                                  capture_output=True, text=True, check=False)
            for name in ("reports.ndjson", "gate.xml", "comment.md", "gate.json", "gate.txt"):
                self.assertTrue(os.path.exists(os.path.join(at, name)), name + done.stderr)
            with open(os.path.join(at, "gate.json"), encoding="utf-8") as text:
                self.assertEqual(json.load(text)["exit"], done.returncode, done.stderr)
            return done

    def test_what_holds_passes(self):
        done = self.run_it("60s")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_what_does_not_hold_fails_although_it_is_piped(self):
        done = self.run_it("1ns")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("performance does not hold", done.stderr)


if __name__ == "__main__":
    if subprocess.run([ASSAY, "help", "run"], capture_output=True, check=False).returncode != 0:
        print("skipped: this assay has no 'run'")
        sys.exit(77)
    unittest.main(verbosity=2)
