# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=60
"""What a report of `assay run` says of the program that it measured, whatever the target: kind,
allocations, a program's own counts, wrong responses; and files that would have no end."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import jsonschema

ASSAY = os.environ["ASSAY"]
SERVER = os.path.join(os.environ["ASSAY_BUILD"], "tests", "helpers", "server")
with open(os.path.join(os.environ["ASSAY_SOURCE"], "docs", "report.schema.json")) as file:
    REPORT = jsonschema.Draft202012Validator(json.load(file))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-targets-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def path(self, *name):
        return os.path.join(self.folder, *name)

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)

    def assay(self, *words, code):
        # SIGKILL after the time: what waits in open() would hold back any other signal's effect.
        ran = subprocess.run([ASSAY, "run", *words], cwd=self.folder, text=True, timeout=20,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL="C.UTF-8"))
        self.talk = ran.stdout + ran.stderr
        self.assertEqual(ran.returncode, code, self.talk)
        return ran

    def report(self, text, code=0):
        self.write("one.toml", "iterations = 2\n" + text)
        report = json.loads(self.assay("one.toml", "--json", code=code).stdout)
        REPORT.validate(report)
        return report


class TheProgram(Case):
    def test_its_kind_is_kept(self):
        self.write("prog.sh", "#!/bin/sh\n")
        os.chmod(self.path("prog.sh"), 0o755)
        report = self.report('[arms.baseline]\nentry = "prog.sh"\n'
                             '[arms.candidate]\ncommand = ["true"]\n')
        kinds = [arm["command"]["kind"] for arm in report["arms"].values()]
        self.assertEqual(kinds[0], "script")
        self.assertTrue(kinds[1].startswith("elf "), kinds)

    def test_allocations_of_a_process_are_counted_when_asked(self):
        program = 'command = ["ls"]\n'
        report = self.report(program + "allocations = true\n")
        counts = report["arms"]["candidate"]["samples"]["native_alloc_calls"]
        self.assertTrue(all(count > 0 for count in counts), counts)
        native = report["backend"]["native_allocs"]
        self.assertGreater(native["calls"], 0)
        self.assertGreaterEqual(native["bytes"], native["calls"])
        report = self.report(program)
        self.assertIsNone(report["backend"]["native_allocs"])
        self.assertNotIn("native_alloc_calls", report["arms"]["candidate"]["samples"])

    def test_what_it_announces_of_its_compiler_is_in_the_report(self):
        say = (r"""shell = 'printf "{\"metric\":\"compiler_visible_allocs\",\"value\":$N}\n" """
               "> $ASSAY_EVENTS'\nevents = true\n")
        self.assertEqual(self.report(say + "env.N = '12'\n")["compiler_visible_allocs"], 12)
        # The candidate's, beside a control, which is the baseline again.
        report = self.report(say + "plan.control = true\n[arms.baseline]\nenv = { N = '3' }\n"
                             "[arms.candidate]\nenv = { N = '4' }\n")
        self.assertEqual(list(report["arms"]), ["baseline", "candidate", "control"])
        self.assertEqual(report["compiler_visible_allocs"], 4)
        self.assertIsNone(self.report('command = ["true"]\nevents = true\n')
                          ["compiler_visible_allocs"])


@unittest.skipUnless(os.path.exists(SERVER), "the test's server is not built")
class WrongResponses(Case):
    SERVER = ('target = "server"\ncommand = ["%s", "{port}"%s]\n[server]\nslice = "20ms"\n'
              'warm = "0ms"\n')

    def failed(self, report):
        self.assertEqual(report["status"], "failed")
        self.assertIs(report["expected_match"], False)
        return [c["name"] for c in report["checks"] if c["outcome"] == "fail"]

    def test_a_wrong_body_fails_its_check(self):
        report = self.report(self.SERVER % (SERVER, "") +
                             '[expected]\nstdout.contains = "no such words"\n', code=1)
        self.assertIn("expected stdout contains 'no such words'", self.failed(report))

    def test_a_wrong_status_fails_a_check_though_nothing_is_said_of_bodies(self):
        report = self.report(self.SERVER % (SERVER, "") + "status = 201\n", code=1)
        self.assertEqual(self.failed(report), ["expected right responses"])
        self.assertIn("status 200 instead of 201", report["checks"][0]["detail"])


class FilesWithoutAnEnd(Case):
    def setUp(self):
        super().setUp()
        os.mkfifo(self.path("fifo"))

    def test_as_an_expected_file_they_are_wrong(self):
        report = self.report('command = ["true"]\n[expected.files]\nfifo = "%s"\n' % ("0" * 64),
                             code=1)
        self.assertIn("no regular file", report["checks"][0]["detail"])

    def test_as_an_input_they_are_refused(self):
        self.write("one.toml", 'command = ["true"]\ninputs = ["fifo"]\n')
        self.assay("one.toml", code=64)
        self.assertIn("input 'fifo' is no regular file", self.talk)

    def test_as_a_manifest_that_was_only_found_they_are_named_and_stop_nothing(self):
        os.mkdir(self.path("s"))
        os.mkfifo(self.path("s", "fifo.toml"))
        self.write("s/good.toml", 'command = ["true"]\niterations = 2\n')
        self.assay("s", code=64)
        self.assertIn("s/fifo.toml is no regular file", self.talk)
        self.assertIn("1 passed", self.talk)


if __name__ == "__main__":
    unittest.main()
