# SPDX-License-Identifier: Apache-2.0
# ctest: release timeout=180
"""Agents of all manners under `assay overhead`: real ones, stubborn ones, those of hooks, those that
are there already, as root and as an ordinary user; and that nothing of any is left."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ASSAY = os.environ["ASSAY"]
HELPERS = os.path.join(os.environ["ASSAY_BUILD"], "tests", "helpers")
MARK = "assay_agents_%d" % os.getpid()  # in the environment of everything that assay starts
FEW = ["--workloads", "open_close", "--open-iterations", "500", "--max-runs", "12", "--agent-settle",
       "0", "--no-pin"]
VERDICTS = (0, 1, 3)


def alive():
    """Processes, zombies apart, that carry the mark."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ, open(f"/proc/{pid}/stat") as stat:
                if MARK.encode() in environ.read() and \
                        stat.read().rsplit(")", 1)[1].split()[0] not in "ZX":
                    found.append(int(pid))
        except OSError:
            pass
    return found


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


class Agents(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-agents-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        os.chmod(self.folder, 0o777)
        # Its own copy: the agents of other tests are other programs.
        self.agent = shutil.copy(os.path.join(HELPERS, "agent"), self.folder)
        self.env = dict(os.environ, ASSAY_AGENTS_MARK=MARK, NO_COLOR="1")

    def path(self, name):
        return os.path.join(self.folder, name)

    def overhead(self, *words, code=VERDICTS, says=(), prefix=(), program=ASSAY, env=None):
        ran = subprocess.run([*prefix, program, "overhead", *words, *FEW], env=env or self.env,
                             cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
        talk = f"{words}\nexit {ran.returncode}\n--- stdout\n{ran.stdout}\n--- stderr\n{ran.stderr}"
        self.assertIn(ran.returncode, code if isinstance(code, tuple) else (code,), talk)
        for text in says:
            self.assertIn(text, ran.stderr, talk)
        self.assertTrue(until(lambda: not alive(), 3), f"left running: {alive()} after {talk}")
        return ran

    def measured(self, ran):
        """The arm with the agent, of a run with --json."""
        arms = json.loads(ran.stdout)["arms"]
        self.assertEqual(set(arms), {"baseline", "control", "with_agent"})
        return arms["with_agent"]

    # --- real ones ---

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(program + " is not installed")

    def test_inotifywait_beside(self):
        self.need("inotifywait")
        ran = self.overhead("--agent", "inotifywait -m " + self.folder, "--agent-ready-log",
                            "Watches established", "--allow-running-agent", "--json")
        samples = self.measured(ran)["samples"]
        self.assertTrue(all(rss > 0 for rss in samples["agent_rss_bytes"]), samples)

    def test_fatrace_beside(self):
        self.need("fatrace")
        # Only with -c does it end when it may not watch.
        if subprocess.run(["timeout", "0.2", "fatrace", "-c"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode == 1:
            self.skipTest("fanotify is not for us")
        ran = self.overhead("--agent", "fatrace > /dev/null", "--agent-ready-delay", "20ms",
                            "--allow-running-agent", "--json")
        self.assertIn("agent_cpu_ns", self.measured(ran)["samples"])

    def test_strace_around(self):
        self.need("strace")
        ran = self.overhead("--wrap", "strace -f -o /dev/null", "--json")
        self.assertIn("strace", self.measured(ran)["command"]["argv"])
        arms = json.loads(ran.stdout)["arms"]
        means = {name: min(arm["samples"]["open_close.mean_ns"]) for name, arm in arms.items()}
        self.assertGreater(means["with_agent"], 2 * means["baseline"], "two stops a system call")

    # --- bad ones ---

    def test_one_that_hangs_at_its_start_and_is_deaf(self):
        self.overhead("--agent", self.agent + " deaf children=2 say=loading", "--agent-ready-log",
                      "ready", "--agent-ready-timeout", "100ms", "--agent-grace", "50ms", code=5,
                      says=["was not ready within 100", "loading", "--agent-ready-timeout"])

    def test_one_that_runs_already(self):
        other = subprocess.Popen([self.agent, "other"], start_new_session=True)
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        time.sleep(0.05)
        self.overhead("--agent", self.agent, code=5,
                      says=[f"the agent runs already: process {other.pid}", "--allow-running"])
        self.overhead("--agent", self.agent, "--allow-running-agent")
        self.assertIsNone(other.poll(), "it is not ours to stop")

    def test_one_of_hooks(self):
        pid = self.path("pid")
        start = f"{self.agent} away pid={pid}"
        ran = self.overhead("--agent-start", start, "--agent-stop", f"kill $(cat {pid})",
                            "--agent-pid-file", pid, "--json")
        self.assertIn("agent_cpu_ns", self.measured(ran)["samples"])
        self.overhead("--agent-start", start, "--agent-stop", "true", "--agent-pid-file", pid,
                      "--agent-grace", "50ms", code=5, says=["could not be stopped", "lives on"])
        self.overhead("--agent-start", "sh -c 'echo no unit >&2; exit 4'", "--agent-stop", "true",
                      "--agent-pid-file", pid, code=5,
                      says=["the start command exited with code 4", "no unit"])

    def test_a_killed_assay_takes_its_agent_along(self):
        running = subprocess.Popen(
            [ASSAY, "overhead", "--agent", self.agent + " deaf children=2 away", "--agent-block",
             "100", "--max-time", "60", *FEW[:4], "--agent-settle", "30s"], env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(running.wait)
        agents = [self.agent]
        self.assertTrue(until(lambda: sum(self.runs(p) in agents for p in alive()) >= 3))
        running.send_signal(signal.SIGKILL)
        self.assertTrue(until(lambda: not alive(), 10), alive())

    def runs(self, pid):
        try:
            return os.readlink(f"/proc/{pid}/exe")
        except OSError:
            return None

    # --- as an ordinary user ---

    def test_without_root(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.skipTest("cannot become an ordinary user here")
        programs = tempfile.mkdtemp(prefix="assay-nobody-")
        self.addCleanup(shutil.rmtree, programs, True)
        os.chmod(programs, 0o755)
        beside = os.path.dirname(ASSAY)
        for name in os.listdir(beside):
            if name in ("assay", "assay-launcher") or name.startswith("libassay-"):
                shutil.copy(os.path.join(beside, name), programs)
        env = dict(self.env, HOME="/nonexistent",
                   ASSAY_LAUNCHER=os.path.join(programs, "assay-launcher"))
        nobody = dict(prefix=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
                      program=os.path.join(programs, "assay"), env=env)
        ran = self.overhead("--agent", self.agent + " deaf children=1 say=up", "--agent-ready-log",
                            "up", "--agent-grace", "20ms", "--json", **nobody)
        self.assertTrue(all(rss > 0 for rss in self.measured(ran)["samples"]["agent_rss_bytes"]))
        self.overhead("--known-agent", "null", **nobody)
        other = subprocess.Popen([self.agent, "of", "root"], start_new_session=True)
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        time.sleep(0.05)
        self.overhead("--agent", self.agent, code=5, **nobody,
                      says=[f"process {other.pid}", "(another user's, by its name)"])
        if shutil.which("fatrace"):
            self.overhead("--agent", "fatrace -c", "--agent-ready-delay", "2s", code=5,
                          says=["not permitted"], **nobody)


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)
