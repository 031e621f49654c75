# SPDX-License-Identifier: Apache-2.0
"""assay doctor, as a user runs it: text that fits, JSON that keeps its schema, nothing changed."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)

ASSAY = os.environ["ASSAY"]
SCHEMA = json.loads(
    (pathlib.Path(os.environ["ASSAY_SOURCE"]) / "docs" / "doctor.schema.json").read_text())


def doctor(*flags):
    return subprocess.run([ASSAY, "doctor", *flags], capture_output=True, text=True, check=False)


class Doctor(unittest.TestCase):
    def test_json_is_of_its_schema(self):
        for flags in (("--probe", "0.1"), ("--probe", "0")):
            ran = doctor("--json", *flags)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            found = json.loads(ran.stdout)
            jsonschema.Draft202012Validator(SCHEMA).validate(found)
            self.assertEqual(found["probes"]["jitter"] is None, flags[1] == "0")

    def test_the_schema_would_notice(self):
        found = json.loads(doctor("--json", "--probe", "0").stdout)
        found["findings"][0]["state"] = "fine"
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(SCHEMA).validate(found)

    def test_text_fits_and_has_no_colour_in_a_pipe(self):
        ran = doctor("--probe", "0.1")
        self.assertEqual(ran.returncode, 0)
        self.assertNotIn("\x1b", ran.stdout)
        self.assertLessEqual(max(map(len, ran.stdout.splitlines())), 100)
        for word in ("governor", "jitter", "spawn", "findings:"):
            self.assertIn(word, ran.stdout)

    def test_a_bad_probe_is_bad_usage(self):
        for value in ("-1", "x", ""):
            self.assertEqual(doctor("--probe", value).returncode, 64, value)

    def test_an_interrupt_ends_it(self):
        running = subprocess.Popen([ASSAY, "doctor", "--probe", "600"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(0.7)
        running.send_signal(signal.SIGINT)
        self.assertEqual(running.wait(timeout=30), 130)

    def test_an_ordinary_user_may_run_it(self):
        if os.geteuid() != 0:
            self.skipTest("this test already runs as one")
        ran = subprocess.run([ASSAY, "doctor", "--json", "--probe", "0"], capture_output=True,
                             text=True, check=False, user=65534, group=65534, extra_groups=[])
        self.assertEqual(ran.returncode, 0, ran.stderr)
        states = {one["id"]: one["state"] for one in json.loads(ran.stdout)["findings"]}
        self.assertEqual(states["cgroups"], "note", "nobody may make groups here")


if __name__ == "__main__":
    unittest.main(verbosity=2)
