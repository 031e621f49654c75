# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=180
"""`assay soak` beside an agent that counts for real, and what becomes of every way to go wrong: an agent
that loses events, leaks, dies, starts again, or no longer tells; workers that end; Ctrl-C."""
import concurrent.futures
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import jsonschema

ASSAY = os.environ["ASSAY"]
SOURCE = os.environ["ASSAY_SOURCE"]
AGENT = os.path.join(SOURCE, "tests", "helpers", "counting_agent.py")
MARK = "assay_soak_%d" % os.getpid()
with open(os.path.join(SOURCE, "docs", "soak.schema.json")) as text:
    SCHEMA = json.load(text)


def left():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if int(pid) != os.getpid() and MARK.encode() in environ.read():
                    found.append(int(pid))
        except OSError:
            pass
    return found


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Soak:
    """One soak in a folder of its own; several run at once, most of their time is waiting."""

    def __init__(self, *args, agent="", duration="1.2s", rate=3000, counters="url", poll="100ms",
                 base=True, stop_after=None):
        self.folder = tempfile.mkdtemp(prefix="assay-soak-")
        watched = os.path.join(self.folder, "file")
        with open(watched, "w") as out:
            out.write("x")
        port = free_port()
        url = f"http://127.0.0.1:{port}/metrics"
        stats = os.path.join(self.folder, "stats.json")
        sources = {
            "url": ["--delivered", f"{url}#agent_events_total", "--drops",
                    f'{url}#agent_dropped_total{{ring="a"}}', "--drops",
                    f'b={url}#agent_dropped_total{{ring="b"}}'],
            "file": ["--delivered", f"seen=file:{stats}#/ring/seen", "--drops",
                     f"file:{stats}#/ring/lost", "--gauge", f"queue=file:{stats}#/queue"],
            "command": ["--delivered", f"command:cat {stats}#~\"seen\": ([0-9]+)", "--drops",
                        f"command:sed 's/.*lost[^0-9]*\\([0-9]*\\).*/\\1/' {stats}"],
            "none": ["--max-drop-ratio", "none"]}[counters]
        command = [ASSAY, "soak", *sources]
        if base:
            command += ["--agent", f"/usr/bin/python3 {AGENT} {watched} {self.folder} --port {port} "
                        + agent, "--agent-ready-log", "watching", "--agent-settle", "0",
                        "--allow-running-agent",
                        "--workers", "2", "--rate", str(rate), "--file", watched]
        command += ["--duration", duration, "--poll", poll,
                    "--report", os.path.join(self.folder, "soak.json"), *args]
        # All of one folder bear its name, so that what is left of each can be told.
        env = dict(os.environ, ASSAY_SOAK_MARK=MARK + self.folder, NO_COLOR="1")
        self.process = subprocess.Popen(command, cwd=self.folder, env=env, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.stop_after = stop_after

    def finish(self):
        if self.stop_after is not None:
            time.sleep(self.stop_after)
            self.process.send_signal(signal.SIGINT)
        self.out, self.err = self.process.communicate(timeout=90)
        self.code = self.process.returncode
        self.talk = f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"
        self.report = None
        path = os.path.join(self.folder, "soak.json")
        if os.path.exists(path):
            with open(path) as text:
                self.report = json.load(text)
            jsonschema.validate(self.report, SCHEMA)
        self.summary = None
        if os.path.exists(os.path.join(self.folder, "summary.json")):
            with open(os.path.join(self.folder, "summary.json")) as text:
                self.summary = json.load(text)
        shutil.rmtree(self.folder, True)
        return self

    def check(self, name):
        return next(c for c in self.report["checks"] if c["name"] == name)


# 500 events prove it: the machine may be busy.
EASY = ["--max-drop-ratio", "1%"]
# Each case is started with others; what is asserted of it follows below.
CASES = {
    "sound": dict(args=["--summary", "summary.json", *EASY], duration="2s"),
    "file": dict(args=EASY, counters="file"),
    "command": dict(args=EASY, counters="command"),
    "stale": dict(args=EASY, agent="--start-at 1000000"),
    "drops": dict(agent="--drop-every 50"),
    "burst": dict(agent="--burst 30", duration="2.5s"),
    "leaks": dict(args=["--max-rss-slope", "1MiB/h"], agent="--leak 20000", duration="2s"),
    "grows": dict(args=["--max-rss-growth", "4MiB"], agent="--leak 20000"),
    "few": dict(args=["--min-events", "1000000"]),
    "undecided": dict(rate=300),
    "backwards": dict(agent="--backwards-after 1500", duration="60s"),
    "vanishes": dict(agent="--lose-after 1500", duration="60s"),
    "not finite": dict(agent="--nan-after 1500", duration="60s"),
    "unparsable": dict(agent="--nan-after 1500", counters="file", duration="60s"),
    "absent": dict(agent="--lose-after 1", duration="60s"),
    "dies": dict(agent="--die-after 1500", duration="60s"),
    "worker dies": dict(args=["--agent", "sleep 60", "--allow-running-agent",
                                     "--worker-command", "sleep 0.4"],
                        counters="none", base=False),
    "unhealthy": dict(args=["--agent-health", "sh -c 'echo x >> n; test $(wc -l < n) -lt 6'"]),
    "interrupted": dict(duration="60s", stop_after=1.5),
    "refuses to die": dict(args=["--agent", "sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'",
                                 "--agent-grace", "200ms", "--workload", "stat_walk", "--workers",
                                 "1", "--rate", "50", "--agent-settle", "0"],
                           counters="none", base=False),
    "disk": dict(args=["--min-free-disk", "1000000GiB"]),
}
INOTIFYWAIT = shutil.which("inotifywait")
if INOTIFYWAIT:
    CASES["a real agent"] = dict(
        args=["--agent", INOTIFYWAIT + " -mq -e open -o opens.log file", "--agent-ready-file",
              "opens.log", "--agent-settle", "300ms", "--allow-running-agent", "--file", "file",
              "--workers", "2", "--delivered", "opens=command:wc -l < opens.log"],
        counters="none", base=False)
AT_ONCE = 3


def run(name):
    case = dict(CASES[name])
    return Soak(*case.pop("args", []), **case).finish()


class Soaks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            cls.ran = dict(zip(CASES, pool.map(run, CASES)))

    def ended(self, name, code, says=None):
        soak = self.ran[name]
        self.assertEqual(soak.code, code, f"{name}: {soak.talk}")
        if says:
            self.assertRegex(re.sub(r"\s+", " ", soak.out + soak.err), says, soak.talk)
        self.assertEqual(soak.report["exit"], code)
        return soak

    def test_nothing_is_left(self):
        end = time.monotonic() + 5
        while left() and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(left(), [])

    def test_a_sound_soak_passes_by_every_kind_of_source(self):
        for name in ("sound", "file", "command"):
            soak = self.ended(name, 0, "PASS: every budget")
            report = soak.report
            self.assertEqual((report["status"], report["verdict"]), ("complete", "pass"))
            self.assertEqual(soak.check("drop-ratio")["code"], "holds")
            self.assertLess(report["events"]["upper"], 0.01)
            polls = report["polls"]
            seen = polls["counters"]["seen" if name == "file" else "delivered"]
            self.assertEqual(report["events"]["delivered"], seen[-1] - seen[0])
            self.assertEqual({len(column) for column in polls["counters"].values()},
                             {len(polls["t_ns"])})
            self.assertGreater(min(polls["rss_bytes"]), 1 << 20)
            self.assertGreater(polls["agent_cpu_ns"][-1], polls["agent_cpu_ns"][0])
        reference = self.ran["sound"].summary
        self.assertEqual(reference, self.ran["sound"].report["reference"])
        self.assertIs(reference["pass"], True)
        self.assertEqual(reference["workers"], 2)

    def test_what_was_counted_before_does_not_count(self):
        events = self.ended("stale", 0).report["events"]
        self.assertEqual(events["drops"], 0)
        self.assertLess(events["delivered"], 100000)

    @unittest.skipUnless(INOTIFYWAIT, "inotifywait is not installed")
    def test_a_real_agent_whose_output_is_counted(self):
        report = self.ended("a real agent", 0).report
        # A thousand opens a second; of equal ones that it has not yet seen inotify keeps one.
        self.assertGreater(report["events"]["delivered"], 300)
        self.assertIsNone(report["events"]["drop_ratio"])

    def test_lost_events_fail(self):
        soak = self.ended("drops", 1, "FAIL: a budget is broken")
        self.assertEqual(soak.check("drop-ratio")["code"], "broken")
        self.assertAlmostEqual(soak.report["events"]["drop_ratio"], 0.02, delta=0.002)
        self.assertIs(soak.report["reference"]["pass"], False)

    def test_one_burst_is_kept_and_is_not_called_the_rule(self):
        soak = self.ended("burst", 3)
        events = soak.report["events"]
        self.assertEqual(soak.check("drop-ratio")["outcome"], "inconclusive")
        self.assertEqual(events["drops"], 30)
        self.assertGreater(events["peak_drop_ratio"], 0.03)
        self.assertGreater(events["dispersion"], 10)

    def test_memory_that_grows(self):
        # That it is called a leak is for longer soaks, whose load is even; it is never cleared.
        soak = self.ran["leaks"]
        self.assertIn(soak.code, (1, 3), soak.talk)
        slope = soak.report["memory"]["slope"]
        self.assertIn(slope["finding"], ("leak", "inconclusive"))
        self.assertGreater(slope["bytes_per_hour"], 1 << 20)
        self.assertFalse(soak.check("rss-slope")["advisory"])
        soak = self.ended("grows", 1, "4.00 MiB are allowed")
        self.assertEqual(soak.check("rss-growth")["code"], "broken")
        self.assertTrue(soak.check("rss-slope")["advisory"])

    def test_too_little_to_judge_by(self):
        self.assertEqual(self.ended("few", 1).check("min-events")["code"], "volume-too-low")
        soak = self.ended("undecided", 3, "more events .* would tell")
        self.assertEqual(soak.check("drop-ratio")["code"], "undecided")

    def test_counters_that_give_out_end_it(self):
        for name, code in (("backwards", "counter-backwards"), ("vanishes", "counter-missing"),
                           ("not finite", "counter-not-finite"),
                           ("unparsable", "counter-(unparsable|missing)"),
                           ("absent", "counter-missing")):
            soak = self.ended(name, 5, r"the counter '\w+' cannot be used")
            self.assertRegex(soak.check("counters")["code"], code, soak.talk)
            self.assertEqual(soak.report["status"], "failed")
            self.assertEqual(soak.report["verdict"], "fail")
        # What was measured is kept, and ends before the trouble.
        events = self.ran["backwards"].report["events"]
        self.assertGreater(events["delivered"], 500)
        self.assertGreater(len(self.ran["backwards"].report["polls"]["t_ns"]), 3)

    def test_programs_that_give_out_end_it(self):
        soak = self.ended("dies", 5, "giving up")
        self.assertEqual(soak.check("agent")["code"], "agent-died")
        self.assertIn("giving up", soak.report["agent"]["log"])
        self.assertGreater(soak.report["events"]["delivered"], 100)
        soak = self.ended("worker dies", 5, "worker . of 4 exited with code 0")
        self.assertEqual(soak.check("workers")["code"], "worker-died")

    def test_an_agent_that_is_not_well(self):
        soak = self.ended("unhealthy", 5)
        self.assertEqual(soak.check("agent")["code"], "agent-died")
        self.assertGreater(len(soak.report["polls"]["t_ns"]), 2)

    def test_an_agent_that_ignores_sigterm_is_gone_all_the_same(self):
        soak = self.ran["refuses to die"]
        self.assertIn(soak.code, (0, 3), soak.talk)
        self.assertEqual(soak.check("end")["outcome"], "pass")

    def test_ctrl_c_keeps_what_was_seen(self):
        soak = self.ended("interrupted", 130, "INTERRUPTED")
        self.assertEqual(soak.report["status"], "interrupted")
        self.assertGreater(soak.report["events"]["delivered"], 100)
        self.assertIs(soak.report["reference"]["pass"], False)

    def test_a_full_disk(self):
        self.assertEqual(self.ended("disk", 5).check("disk")["code"], "disk-full")


class Usage(unittest.TestCase):
    def refused(self, *args, says):
        ran = subprocess.run([ASSAY, "soak", *args], text=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(ran.returncode, 64, ran.stderr)
        self.assertRegex(ran.stderr, says)

    def test_what_makes_no_sense_is_refused_before_anything_starts(self):
        both = ["--delivered", "file:/nowhere", "--drops", "file:/nowhere#/a"]
        agent = ["--agent", "touch /nowhere/started"]
        self.refused(*both, says="agent")
        self.refused(*agent, says="--max-drop-ratio none")
        self.refused(*agent, "--drops", "file:/x", says="delivered")
        self.refused(*agent, *both, "--delivered", "https://x/m#a", says="https")
        self.refused(*agent, *both, "--delivered", "again=file:/nowhere", says="count twice")
        self.refused(*agent, *both, "--counter", "drops=file:/y", says="two counters are called")
        self.refused(*agent, *both, "--counter", "file:/y", says="no name")
        self.refused(*agent, *both, "--workload", "nothing", says="no workload 'nothing'")
        self.refused(*agent, *both, "--worker-command", "x", "--rate", "3", says="stands alone")
        self.refused(*agent, *both, "--duration", "1s", "--poll", "2s", says="shorter than --poll")
        self.refused(*agent, *both, "--poll", "1ms", says="too short")
        self.refused(*agent, *both, "--max-rss-slope", "0", says="MiB/h")
        self.refused(*agent, *both, "--max-drop-ratio", "0", says="none")
        self.refused(*agent, *both, "operand", says="takes no 'operand'")
        self.refused("--wrap", "strace", *both, says="wrap")
        self.refused(*agent, "--max-drop-ratio", "none", "--max-rss-growth", "none",
                     says="nothing would be held")

    def test_a_counter_that_would_never_answer_ends_it_at_once(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkfifo(os.path.join(folder, "fifo"))
            done = subprocess.run(
                [ASSAY, "soak", "--agent", "sleep 119", "--allow-running-agent", "--agent-settle", "0",
                 "--duration", "2s",
                 "--poll", "0.2s", "--delivered", f"file:{folder}/fifo", "--drops",
                 "file:/proc/self/stat#~([0-9]+)"],
                capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("no regular file", done.stderr)


if __name__ == "__main__":
    unittest.main()
