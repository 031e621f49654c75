# SPDX-License-Identifier: Apache-2.0
# ctest: release timeout=120
"""The built-in workloads and the agents of known cost: what each does is counted by strace, what it
says is held against its schema, and what goes wrong ends it at once."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ASSAY = os.environ["ASSAY"]
SOURCE = os.environ["ASSAY_SOURCE"]
PARTS = os.path.dirname(ASSAY)
NAMES = ["open_close", "connect_loopback", "full_read", "stat_walk", "exec_true", "tcp_echo",
         "create_unlink", "mmap_fault"]


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-workload-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_it(self, *words, code=0, env=None, prefix=()):
        ran = subprocess.run([*prefix, ASSAY, "workload", *words], text=True, cwd=self.folder,
                             env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(ran.returncode, code, f"{words}\n{ran.stdout[-2000:]}\n{ran.stderr}")
        return ran

    def profile(self, *words, env=None):
        return json.loads(self.run_it(*words, "--json", env=env).stdout)


def small(name):
    extra = ["--files", "5"] if name == "stat_walk" else []
    return [name, "--warmup", "0", *extra]


class Workloads(Case):
    def test_all_are_listed(self):
        listed = [line.split()[0] for line in self.run_it("--list").stdout.splitlines()]
        self.assertEqual(listed, NAMES)

    def test_what_they_write_is_what_the_schema_says(self):
        files = []
        for name in NAMES:
            files.append(self.path(name + ".json"))
            ran = self.run_it(*small(name), "--iterations", "20", "--format", "json", "--out",
                              files[-1])
            self.assertEqual(ran.stdout, "")
            with open(files[-1]) as file:
                profile = json.load(file)
            self.assertEqual(profile["workload"], name)
            self.assertEqual(profile["operations"], sum(n for _, n in profile["histogram"]["counts"]))
            total = sum(ns * n for ns, n in profile["histogram"]["counts"])
            self.assertAlmostEqual(profile["seconds"], total / 1e9, places=12)
            mean = profile["seconds"] / profile["operations"] * 1e6 - profile["clock_ns"] / 1000
            self.assertAlmostEqual(profile["us_per_op"], mean, places=6)
            self.assertIsNone(profile["p99_us"])  # 20 operations have no p99
        files.append(self.path("paced.json"))
        self.run_it("open_close", "--rate", "500", "--duration", "40ms", "--json", "--out", files[-1])
        checked = subprocess.run(
            [sys.executable, os.path.join(SOURCE, "tests/validate_json.py"), "--closed",
             os.path.join(SOURCE, "docs/op-profile.schema.json"), *files],
            stdout=subprocess.PIPE, text=True, check=False)
        if checked.returncode == 77:
            self.skipTest(checked.stdout)
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_text_has_the_reference_s_keys(self):
        out = self.run_it("open_close", "--iterations", "1500").stdout
        found = dict(line.split("=", 1) for line in out.splitlines())
        self.assertEqual(found["iterations"], "1500")
        for key in ("seconds", "us_per_op", "p50_us", "p95_us", "p99_us"):
            self.assertGreater(float(found[key]), 0, key)
        self.assertIn("absent", found["p99_9_us"])

    def test_repeats_are_taken_together_and_burn_in_is_dropped(self):
        profile = self.profile("open_close", "--iterations", "100", "--repeats", "3", "--burn-in", "2")
        self.assertEqual((profile["iterations"], profile["repeats"], profile["burn_in"]), (100, 3, 2))
        self.assertEqual(profile["operations"], 300)
        self.assertTrue(self.profile("mmap_fault", "--iterations", "9", "--with-agent")["with_agent"])

    def test_the_reference_s_variables_mean_nothing(self):
        # An OUT that somebody has exported must not catch what an inner run writes.
        leaked = {"OUT": self.path("leaked"), "ITERATIONS": "7", "FILE": "/nope", "FORMAT": "text",
                  "WARMUP": "7", "REPEATS": "7", "HOST": "nope.invalid", "WITH_AGENT": "1"}
        profile = self.profile("open_close", "--iterations", "30", env=leaked)
        self.assertEqual((profile["iterations"], profile["repeats"]), (30, 1))
        self.assertEqual(profile["file"], "/etc/hosts")
        self.assertIs(profile["with_agent"], False)
        self.assertFalse(os.path.exists(leaked["OUT"]))


class Faults(Case):
    def refused(self, *words, says, code=64):
        ran = self.run_it(*words, code=code)
        self.assertEqual(ran.stdout, "")
        self.assertRegex(ran.stderr, says)

    def test_bad_usage(self):
        with open(self.path("empty"), "w"):
            pass
        os.mkfifo(self.path("pipe"))
        self.refused(says="none was named")
        self.refused("open_clsoe", says="did you mean 'open_close'")
        self.refused("open_close", "full_read", says="2 names")
        self.refused("--list", "open_close", says="takes no name")
        self.refused("open_close", "--iterations", "0", says="the least is 1")
        self.refused("open_close", "--iterations", "many", says="not a whole number")
        self.refused("open_close", "--file", self.path("missing"), says="No such file")
        self.refused("open_close", "--file", self.path("empty"), says="nothing came")
        self.refused("full_read", "--file", self.path("pipe"), says="no regular file")
        self.refused("open_close", "--file", self.folder, says="no regular file")
        self.refused("connect_loopback", "--host", "nope.invalid", says="unknown host")
        self.refused("connect_loopback", "--port", "0", says="the least is 1")
        self.refused("connect_loopback", "--port", "65536", says="no port")
        self.refused("open_close", "--port", "9", says="heeds no --port")
        self.refused("open_close", "--rate", "9", says="belong together")
        self.refused("open_close", "--rate", "0", "--duration", "1", says="above 0")
        self.refused("open_close", "--format", "xml", says="none of text, json")

    def test_what_cannot_be_written_is_known_before_anything_runs(self):
        start = time.monotonic()
        self.refused("open_close", "--iterations", "1000000000", "--out", self.path("no/such/folder"),
                     says="folder")
        self.assertLess(time.monotonic() - start, 30)

    def test_a_file_that_goes_away_ends_the_run_and_keeps_what_was_there(self):
        victim, out = self.path("victim"), self.path("out.json")
        for path in (victim, out):
            with open(path, "w") as file:
                file.write("old")
        with subprocess.Popen([ASSAY, "workload", "open_close", "--file", victim, "--iterations",
                               "1000000000", "--json", "--out", out], stderr=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as ran:
            time.sleep(0.2)
            self.assertIsNone(ran.poll())
            os.remove(victim)
            _, said = ran.communicate(timeout=20)
        self.assertEqual(ran.returncode, 5, said)
        self.assertRegex(said, r"operation [0-9]+ of open_close")
        self.assertIn("open: No such file or directory", said)
        with open(out) as file:
            self.assertEqual(file.read(), "old")
        self.assertEqual(sorted(os.listdir(self.folder)), ["out.json"])

    def test_ctrl_c_ends_it_and_leaves_nothing(self):
        for words in (["create_unlink", "--iterations", "1000000000"],
                      ["exec_true", "--iterations", "1000000"],
                      ["open_close", "--rate", "0.001", "--duration", "1h"]):
            with subprocess.Popen([ASSAY, "workload", *words, "--json", "--out", self.path("out")],
                                  stderr=subprocess.PIPE, text=True, cwd=self.folder,
                                  env={**os.environ, "TMPDIR": self.folder}) as ran:
                time.sleep(0.2)
                self.assertIsNone(ran.poll())
                ran.send_signal(signal.SIGINT)
                _, said = ran.communicate(timeout=20)
            self.assertEqual(ran.returncode, 130, said)
            self.assertEqual(os.listdir(self.folder), [], words)


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class Counted(Case):
    def counts(self, words, calls, env=None):
        """How often each call was made, children included."""
        log = self.path("counts")
        settings = [word for name, value in (env or {}).items() for word in ("-E", f"{name}={value}")]
        ran = self.run_it(*words, prefix=["strace", "-f", "-c", "-U", "name,calls",
                                                          "-o", log, "-e", "trace=" + ",".join(calls),
                                                          *settings])
        self.assertTrue(ran.stdout)
        with open(log) as file:
            found = dict(re.findall(r"^(\w+) +(\d+)$", file.read(), re.MULTILINE))
        return {call: int(found.get(call, 0)) for call in calls}

    def test_each_operation_is_the_calls_that_it_is_said_to_be(self):
        each = {
            "open_close": {"openat": 1, "read": 1, "close": 1},
            "connect_loopback": {"socket": 1, "connect": 1, "close": 1, "sendto": 0},
            "full_read": {"openat": 1, "read": 2, "close": 1},
            "stat_walk": {"newfstatat": 5, "openat": 0},
            "exec_true": {"execve": 1, "wait4": 1},
            "tcp_echo": {"sendto": 2, "recvfrom": 2, "accept4": 0, "connect": 0},
            "create_unlink": {"openat": 1, "close": 1, "unlink": 1},
            "mmap_fault": {"mmap": 1, "munmap": 1},
        }
        for name, per_operation in each.items():
            few = self.counts([*small(name), "--iterations", "10"], list(per_operation))
            many = self.counts([*small(name), "--iterations", "60"], list(per_operation))
            self.assertEqual({call: many[call] - few[call] for call in few},
                             {call: 50 * n for call, n in per_operation.items()}, name)

    def test_warmup_and_burn_in_are_done(self):
        base = self.counts([*small("open_close"), "--iterations", "10"], ["openat"])["openat"]
        more = self.counts(["open_close", "--warmup", "7", "--iterations", "10", "--repeats", "2",
                            "--burn-in", "1"], ["openat"])["openat"]
        self.assertEqual(more - base, 3 * (7 + 10) - 10)

    def test_the_slow_agent_repeats_exactly_its_share(self):
        calls = ["openat", "read", "pread64", "close", "clock_gettime"]
        words = [*small("open_close"), "--iterations", "999"]  # and the one that it tries first

        def extra(setting):
            env = {"LD_PRELOAD": PARTS + "/libassay-slow.so"}
            if setting is not None:
                env["ASSAY_SLOW_OPEN"] = setting
            found = self.counts(words, calls, env)
            return {call: found[call] - plain[call] for call in calls}

        plain = self.counts(words, calls, {"LD_PRELOAD": PARTS + "/libassay-null.so"})
        nothing = dict.fromkeys(calls, 0)
        self.assertEqual(extra(None), nothing)
        for setting, times in (("10%", 100), ("5%", 50), ("7%", 70), ("0.25%", 2), ("150%", 1500),
                               ("33.3%", 333), ("0%", 0)):
            self.assertEqual(extra(setting), {**nothing, "openat": times, "pread64": times,
                                              "close": times}, setting)
        self.assertEqual(extra("300ns"), nothing)


class Agents(Case):
    def test_the_null_agent_is_loaded_and_stands_before_no_function(self):
        symbols = subprocess.run(["nm", "-D", "--defined-only", PARTS + "/libassay-null.so"],
                                 stdout=subprocess.PIPE, text=True, check=True).stdout
        self.assertEqual(re.findall(r" T (\w+)", symbols), ["assay_null_loaded"])
        program = ("import ctypes; print(ctypes.CDLL(None).assay_null_loaded())")
        ran = subprocess.run([sys.executable, "-c", program], text=True, stdout=subprocess.PIPE,
                             env={**os.environ, "LD_PRELOAD": PARTS + "/libassay-null.so"},
                             check=True)
        self.assertEqual(ran.stdout.strip(), "1")

    def test_a_time_is_spent_on_each_open(self):
        env = {"LD_PRELOAD": PARTS + "/libassay-slow.so", "ASSAY_SLOW_OPEN": "200000ns"}
        slow = self.profile(*small("open_close"), "--iterations", "100", env=env)
        # Disturbance only lengthens it; a clock rate that rose after it was timed shortens it.
        self.assertGreater(slow["p50_us"], 60)

    def test_a_setting_that_is_none_ends_the_program(self):
        for setting in ("", "10", "%", "-5%", "1e3%", "10 %", "1001%", "1000001ns", "5us", "1.2.3%"):
            env = {"LD_PRELOAD": PARTS + "/libassay-slow.so", "ASSAY_SLOW_OPEN": setting}
            ran = self.run_it("--list", code=64, env=env)
            self.assertIn(f"cannot be '{setting}'", ran.stderr)
            self.assertEqual(ran.stdout, "")

    def test_threads_programs_and_other_opens_go_on_as_before(self):
        env = {**os.environ, "LD_PRELOAD": PARTS + "/libassay-slow.so", "ASSAY_SLOW_OPEN": "100%"}
        script = r"""
import os, threading
path = os.environ["FOLDER"] + "/made"
fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640)
os.write(fd, b"text"); os.close(fd)
assert os.stat(path).st_mode & 0o777 == 0o640
def read():
    for _ in range(500):
        fd = os.open(path, os.O_RDONLY)
        assert os.read(fd, 9) == b"text"
        os.close(fd)
threads = [threading.Thread(target=read) for _ in range(4)]
[t.start() for t in threads]; [t.join() for t in threads]
try:
    os.open(path + ".not", os.O_RDONLY)
    raise SystemExit("it is not there")
except FileNotFoundError:
    pass
os.mkfifo(path + ".pipe")
keep = os.open(path + ".pipe", os.O_RDWR)
os.write(keep, b"ab")
fd = os.open(path + ".pipe", os.O_RDONLY)
assert os.read(fd, 9) == b"ab"
print(len(os.listdir("/proc/self/fd")))
"""
        ran = subprocess.run([sys.executable, "-c", script], text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env={**env, "FOLDER": self.folder}, timeout=60)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(ran.stdout.strip(), "6")  # 0, 1, 2, both ends of the pipe, the listing


if __name__ == "__main__":
    unittest.main(verbosity=2)
