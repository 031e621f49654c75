# SPDX-License-Identifier: Apache-2.0
# ctest: serial timeout=600
"""Everything that goes wrong around a run: each says what, why and what next, exits with the code of
docs/exit-codes.md, leaves no process behind, and loses no sample that was taken."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ASSAY = os.environ["ASSAY"]
MARK = "assay_fault_%d" % os.getpid()  # in the environment of everything that we start


def alive(word):
    """Processes, zombies apart, whose environment or command line holds `word`."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) == os.getpid():
            continue
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] in "ZX":
                    continue
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if word.encode() in environ.read():
                    found.append(int(pid))
        except OSError:
            pass
    return found


def wait_gone(word, seconds=3.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(word):
            return True
        time.sleep(0.02)
    return False


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-faults-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.env = dict(os.environ, ASSAY_FAULT_MARK=MARK, NO_COLOR="1")

    def path(self, name):
        return os.path.join(self.folder, name)

    def script(self, text, name="program", mode=0o755):
        path = self.path(name)
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + text + "\n")
        os.chmod(path, mode)
        return path

    def assay(self, *args, code, says=(), timeout=120, **more):
        ran = subprocess.run([ASSAY, *args], env=self.env, cwd=self.folder, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=timeout, **more)
        talk = f"{args}\nexit {ran.returncode}\n--- stdout\n{ran.stdout}\n--- stderr\n{ran.stderr}"
        self.assertEqual(ran.returncode, code, talk)
        for pattern in says:
            self.assertRegex(ran.stderr, pattern, talk)
        if code not in (0, 1, 3):
            self.assertGreaterEqual(len(ran.stderr.strip().splitlines()), 2,
                                    "says what, but not why or what next: " + talk)
        self.assertTrue(wait_gone(MARK), f"left running: {alive(MARK)} after {talk}")
        drafts = [f for f in os.listdir(self.folder) if f.startswith(".") or ".tmp" in f]
        self.assertEqual(drafts, [], "a half-written file")
        return ran

    def as_nobody(self, *args):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("cannot become an ordinary user here")
        os.chmod(self.folder, 0o777)
        # Copies: the build may stand where only its owner may look.
        programs = tempfile.mkdtemp(prefix="assay-nobody-")
        self.addCleanup(shutil.rmtree, programs, True)
        os.chmod(programs, 0o755)
        for name in ("assay", "assay-launcher"):
            shutil.copy(os.path.join(os.path.dirname(ASSAY), name), programs)
        env = dict(self.env, HOME="/nonexistent",
                   ASSAY_LAUNCHER=os.path.join(programs, "assay-launcher"))
        return subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                               os.path.join(programs, "assay"), *args], env=env, text=True,
                              cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60)

    def report(self, name="report.json"):
        with open(self.path(name)) as file:
            return json.load(file)


class Programs(Case):
    def test_a_command_that_does_not_exist(self):
        self.assay("compare", "no-such-program-xyz", "true", code=5,
                   says=["no-such-program-xyz", "PATH"])
        self.assay("time", "./nowhere/prog", code=5, says=["nowhere/prog"])

    def test_a_file_that_is_not_executable(self):
        path = self.script("true", mode=0o644)
        self.assay("time", path, code=5, says=["[Pp]ermission", "chmod"])

    def test_a_file_that_is_no_program(self):
        path = self.path("noise")
        with open(path, "wb") as file:
            file.write(bytes(range(256)))
        os.chmod(path, 0o755)
        self.assay("time", path, code=5, says=["noise"])

    def test_a_program_that_exits_non_zero_at_once_and_quotes_its_last_words(self):
        path = self.script("echo 'cannot find the frobnicator' >&2; exit 3")
        self.assay("time", path, code=5, says=["exited with code 3", "cannot find the frobnicator",
                                               "-i"])
        self.assay("time", "-i", "-r", "3", path, code=0)
        self.assay("time", "-i=3", "-r", "3", path, code=0)
        self.assay("time", "-i=4", "-r", "3", path, code=5)

    def test_a_program_that_fails_later_keeps_what_was_measured(self):
        count = self.path("count")
        path = self.script(f'n=$(cat {count} 2>/dev/null || echo 0); echo $((n+1)) > {count}; '
                           f'[ $n -lt 20 ] || exit 9')
        self.assay("compare", "-n", "a", "-n", "b", "--report", self.path("report.json"), path,
                   path, code=5, says=["exited with code 9 in round"])
        report = self.report()
        self.assertEqual(report["status"], "failed")
        taken = sum(len(a["samples"]["round"]) for a in report["arms"].values())
        self.assertGreaterEqual(taken, 16)
        self.assertLessEqual(taken, 20)

    def test_a_failure_in_warm_up_says_so(self):
        path = self.script("exit 4")
        self.assay("compare", "-w", "2", path, "true", code=5, says=["warm-up"])

    def test_a_program_killed_by_a_signal(self):
        self.assay("time", self.script("kill -SEGV $$"), code=5, says=["signal 11"])

    def test_a_gigabyte_of_output(self):
        program = "head -c 1000000000 /dev/zero"
        self.assay("time", "-r", "2", program, code=0)
        self.assay("time", "-r", "2", "--output", "pipe", program, code=0)
        self.assay("time", "-r", "1", f"sh -c 'head -c 1000000000 /dev/zero >&2'", code=0)

    def test_a_program_that_reads_its_input_sees_an_empty_one(self):
        self.assay("time", "-r", "3", "cat", code=0)

    def test_a_program_that_never_ends(self):
        path = self.script("trap '' TERM; while :; do sleep 1; done")
        start = time.monotonic()
        self.assay("time", "--timeout", "0.5", path, code=5, says=["did not end within", "timeout"])
        self.assertLess(time.monotonic() - start, 4)

    def test_work_that_outlives_its_program(self):
        path = self.script("sleep 30 &")
        self.assay("time", "-r", "2", "--linger", "0.3", path, code=5,
                   says=["outlived", "--tree=main"])
        self.assay("time", "-r", "2", "--linger", "0.3", "--tree=main", path, code=0)


class Hooks(Case):
    def test_a_hook_that_fails_is_named(self):
        for flag, word in (("--setup", "setup"), ("--prepare", "prepare|hook"),
                           ("--conclude", "conclude|hook"), ("--cleanup", "cleanup")):
            self.assay("time", "-r", "2", flag, "sh -c 'echo why-it-failed >&2; exit 7'", "true",
                       code=5, says=[word, "7", "why-it-failed"])

    def test_a_failing_prepare_keeps_what_was_measured(self):
        count = self.path("count")
        prepare = self.script(f'n=$(cat {count} 2>/dev/null || echo 0); echo $((n+1)) > {count}; '
                              f'[ $n -lt 6 ]')
        self.assay("time", "-r", "20", "--prepare", prepare, "--report", self.path("report.json"),
                   "true", code=5)
        report = self.report()
        self.assertEqual([len(a["samples"]["round"]) for a in report["arms"].values()], [6])

    def test_daemons_of_hooks_do_not_outlive_the_run(self):
        start = self.script("sleep 300 & exit 0", "start")
        self.assay("time", "-r", "2", "--setup", start, "true", code=0)


class Usage(Case):
    def test_bad_usage_is_64(self):
        for args, says in (
            (["compare", "-r", "0", "true", "true"], "0"),
            (["compare", "--metric", "wal", "true", "true"], "wall"),
            (["compare", "true"], "only one arm"),
            (["compare", "-P", "x", "5", "1", "echo {x}", "true"], "5"),
            (["compare", "-P", "x", "a", "b", "echo {x}"], "a"),
            (["compare", "-L", "x", "", "echo {x}", "true"], "x"),
            (["time"], "command"),
            (["compare", "--no-such-flag", "true", "true"], "no-such-flag"),
            (["frobnicate"], "frobnicate"),
            (["report", self.path("missing.json")], "missing.json"),
            (["compare", "--alpha", "2", "true", "true"], "alpha"),
        ):
            self.assay(*args, code=64, says=[says])

    def test_a_metric_that_this_machine_cannot_measure_is_named_with_the_reason(self):
        ran = subprocess.run([ASSAY, "time", "-r", "1", "--json", "true"], env=self.env, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        absent = [m["name"] for m in json.loads(ran.stdout)["metrics"] if m["absent"]]
        if not absent:
            self.skipTest("everything can be measured here")
        self.assay("compare", "--metric", absent[0], "true", "true", code=64,
                   says=[absent[0], "not measured"])


class Files(Case):
    def test_a_folder_that_is_not_there(self):
        self.assay("compare", "--report", self.path("none/report.json"), "true", "true", code=64,
                   says=["none"])

    def test_a_folder_that_cannot_be_written(self):
        os.mkdir(self.path("closed"), 0o555)
        ran = self.as_nobody("compare", "--report", self.path("closed/report.json"), "true", "true")
        self.assertEqual(ran.returncode, 64, ran.stderr)
        self.assertRegex(ran.stderr, "closed")
        self.assertRegex(ran.stderr, "[Pp]ermission|cannot be written")

    def test_a_full_disk_is_said_and_the_result_still_shown(self):
        mount = self.path("small")
        os.mkdir(mount)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount],
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("cannot mount a small file system")
        try:
            before = os.path.join(mount, "report.json")
            with open(before, "w") as file:
                file.write("precious\n")
            ran = self.assay("time", "-r", "2000", "--report", before, "true", code=70,
                             says=["No space left", "report.json"])
            self.assertIn("true", ran.stdout)
            with open(before) as file:
                self.assertEqual(file.read(), "precious\n")
            self.assertEqual(os.listdir(mount), ["report.json"])
        finally:
            subprocess.run(["umount", mount], check=True)

    def test_kept_output_is_each_trial_in_a_file_of_its_own_inside_the_folder(self):
        self.assay("time", "-r", "3", "-w", "1", "--keep-output", "kept", "-n", "../../up",
                   "sh -c 'echo out; echo err >&2'", code=0)
        self.assertEqual(os.listdir(self.folder), ["kept"])
        [arm] = os.listdir(self.path("kept"))
        files = sorted(os.listdir(self.path(f"kept/{arm}")))
        self.assertEqual(files, [f"00000{n}.{end}" for n in (1, 2, 3) for end in ("err", "out")])
        for file in files:
            with open(self.path(f"kept/{arm}/{file}")) as text:
                self.assertEqual(text.read(), file[-3:] + "\n")

    def test_two_runs_at_once_in_one_folder(self):
        args = [ASSAY, "time", "-r", "200", "--report", self.path("report.json"), "true"]
        both = [subprocess.Popen(args, env=self.env, cwd=self.folder, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL) for _ in range(2)]
        self.assertEqual([run.wait(60) for run in both], [0, 0])
        self.assertEqual(len(self.report()["arms"]["true"]["samples"]["round"]), 200)
        self.assertEqual(os.listdir(self.folder), ["report.json"])

    def test_a_report_that_is_not_one(self):
        for name, text in (("empty", ""), ("cut", '{"schema": "assay.report/1", "arms": {'),
                           ("newer", '{"schema": "assay.report/99"}'), ("other", '{"a": 1}')):
            with open(self.path(name), "w") as file:
                file.write(text)
            self.assay("report", self.path(name), code=64, says=[name])
            self.assay("compare", "--continue", self.path(name), "true", "true", code=64)


class Interrupts(Case):
    def interrupt(self, number, after, *args):
        run = subprocess.Popen([ASSAY, *args], env=self.env, cwd=self.folder, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        time.sleep(after)
        run.send_signal(number)
        out, err = run.communicate(timeout=20)
        return run.returncode, out, err

    def test_a_signal_at_any_moment_leaves_a_valid_partial_report(self):
        path = self.script("sleep 0.01")
        moments = random.Random(1)
        for i in range(16):
            for number in (signal.SIGINT, signal.SIGTERM):
                report = self.path("report.json")
                if os.path.exists(report):
                    os.remove(report)
                after = moments.uniform(0.0, 0.5)
                code, out, err = self.interrupt(number, after, "compare", "--rounds", "500",
                                                "--report", report, path, path)
                # Before the handlers stand, the signal kills as it does any program.
                self.assertIn(code, (130, -number), f"after {after}: {out}\n{err}")
                self.assertTrue(wait_gone(MARK), f"left running: {alive(MARK)}")
                if code == 130 and os.path.exists(report):
                    found = self.report()
                    self.assertEqual(found["status"], "interrupted")
                    for arm in found["arms"].values():
                        lengths = {len(c) for c in arm["samples"].values() if c is not None}
                        self.assertLessEqual(len(lengths), 1)

    def test_an_interrupted_run_keeps_its_samples(self):
        path = self.script("sleep 0.01")
        code, out, err = self.interrupt(signal.SIGINT, 1.0, "compare", "--rounds", "5000",
                                        "--report", self.path("report.json"), path, path)
        self.assertEqual(code, 130, err)
        report = self.report()
        self.assertGreater(sum(len(a["samples"]["round"]) for a in report["arms"].values()), 4)

    def test_an_interrupted_long_trial_is_killed_with_its_tree(self):
        path = self.script("trap '' TERM INT; sleep 100 & sleep 100 & wait")
        code, _, err = self.interrupt(signal.SIGINT, 0.5, "time", path)
        self.assertEqual(code, 130, err)
        self.assertTrue(wait_gone(MARK))

    def test_the_cleanup_command_runs_after_an_interrupt_too(self):
        code, _, err = self.interrupt(signal.SIGINT, 0.6, "compare", "--rounds", "5000", "--cleanup",
                                      f"touch {self.path('cleaned')}", "sleep 0.01", "sleep 0.01")
        self.assertEqual(code, 130, err)
        self.assertTrue(os.path.exists(self.path("cleaned")))

    def test_sigkill_of_the_harness_leaves_no_process(self):
        path = self.script("trap '' TERM INT HUP; sleep 100 & (sleep 100 &) ; sleep 100")
        for after in (0.05, 0.2, 0.6):
            run = subprocess.Popen([ASSAY, "time", path], env=self.env, cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
            time.sleep(after)
            run.kill()
            run.wait()
            self.assertTrue(wait_gone(MARK), f"left running: {alive(MARK)}")

    def test_sigkill_of_the_launcher_is_an_internal_error_and_leaves_nothing(self):
        path = self.script("sleep 100 & sleep 100")
        run = subprocess.Popen([ASSAY, "time", path], env=self.env, cwd=self.folder, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        time.sleep(0.5)
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    name = stat.read()
                if "(assay-launcher)" in name and int(name.rsplit(")", 1)[1].split()[1]) == run.pid:
                    os.kill(int(pid), signal.SIGKILL)
            except OSError:
                pass
        _, err = run.communicate(timeout=20)
        self.assertEqual(run.returncode, 70, err)
        self.assertIn("launcher", err)
        self.assertTrue(wait_gone(MARK), f"left running: {alive(MARK)}")


class Ordinary(Case):
    """The same truths without privileges: other tiers, named."""

    def test_it_measures_without_cgroups_and_says_by_which_tiers(self):
        ran = self.as_nobody("time", "-r", "5", "--json", "true")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        metrics = {m["name"]: m for m in json.loads(ran.stdout)["metrics"]}
        self.assertEqual(metrics["cpu"]["tier"], "rusage")
        self.assertTrue(metrics["peak_charged"]["absent"])
        for name in ("wall", "peak_rss", "minor_faults"):
            self.assertFalse(metrics[name]["absent"], name)

    def test_a_timeout_kills_the_tree_without_cgroups_too(self):
        path = self.script("trap '' TERM; sleep 100 & (sleep 100 &) ; while :; do sleep 1; done")
        ran = self.as_nobody("time", "--timeout", "0.3", path)
        self.assertEqual(ran.returncode, 5, ran.stderr)
        self.assertTrue(wait_gone(MARK), f"left running: {alive(MARK)}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
