# SPDX-License-Identifier: Apache-2.0
# ctest: release timeout=180
"""`assay overhead` with real agents: what it reports, what it refuses, and that nothing of an agent
is left. Iterations are few: what is asserted is logic, not how noisy this machine is."""
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

ASSAY = os.environ["ASSAY"]
SOURCE = os.environ["ASSAY_SOURCE"]
PASS, FAILED, INCONCLUSIVE, PROGRAM, USAGE, INTERRUPTED = 0, 1, 3, 5, 64, 130
VERDICTS = (PASS, FAILED, INCONCLUSIVE)
# One workload, some milliseconds a round.
SMALL = ["--workloads", "open_close", "--open-iterations", "2000"]
ALL_SMALL = ["--open-iterations", "2000", "--connect-iterations", "500", "--read-iterations", "500",
             "--stat-iterations", "2", "--files", "50"]

AGENT = """#!/bin/sh
echo "start $$" >> "$LOG"
trap 'echo "stop $$" >> "$LOG"; exit 0' TERM
echo attached
while :; do sleep 0.01; done
"""


class Overhead(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def script(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(self.path(name), 0o755)
        return self.path(name)

    def run_assay(self, *words, env=None):
        return subprocess.run([ASSAY, *words], capture_output=True, text=True, timeout=120,
                              cwd=self.folder.name, env={**os.environ, **(env or {})}, check=False)

    def overhead(self, *words, expect=VERDICTS, env=None):
        done = self.run_assay("overhead", *words, env=env)
        self.assertIn(done.returncode, expect if isinstance(expect, tuple) else (expect,),
                      done.stdout + done.stderr)
        return done

    def agent(self):
        log = self.path("agent.log")
        return self.script("agent", AGENT), {"LOG": log}, log

    def test_three_arms_in_random_order_and_the_null_beside(self):
        done = self.overhead("--known-agent", "null", *SMALL, "--max-runs", "12", "--json")
        report = json.loads(done.stdout)
        with open(self.path("report.json"), "w", encoding="utf-8") as out:
            out.write(done.stdout)
        valid = subprocess.run(["/usr/bin/python3", os.path.join(SOURCE, "tests/validate_json.py"),
                                "--closed", os.path.join(SOURCE, "docs/report.schema.json"),
                                self.path("report.json")], capture_output=True, text=True,
                               check=False)
        self.assertIn(valid.returncode, (0, 77), valid.stdout + valid.stderr)
        self.assertEqual(report["kind"], "overhead")
        self.assertEqual(list(report["arms"]), ["baseline", "control", "with_agent"])
        orders = {tuple(arm["samples"]["position"][r] for arm in report["arms"].values())
                  for r in range(12)}
        self.assertGreater(len(orders), 1, "every round had the same order")
        for order in orders:
            self.assertEqual(sorted(order), [0, 1, 2])
        for metric in ("open_close.mean", "open_close.p95"):
            arms = {c["arm"] for c in report["comparisons"] if c["metric"] == metric}
            self.assertEqual(arms, {"control", "with_agent"})
        self.assertEqual([c["name"] for c in report["checks"]],
                         ["audit_mode_open/delta_pct", "workload_open_close/delta_pct",
                          "workload_suite/failed_rows", "audit_mode_open/p95_overhead_pct"])
        self.assertIn("libassay-null.so", report["arms"]["with_agent"]["command"]["env"]["LD_PRELOAD"])
        self.assertNotIn("LD_PRELOAD", report["arms"]["baseline"]["command"]["env"])
        said = {d["code"]: d["text"] for d in report["diagnostics"]}
        self.assertIn("advisory", said["advisory"])

    def test_the_gate_says_the_same_of_the_kept_report(self):
        done = self.overhead("--known-agent", "100%", *SMALL, "--max-time", "60", "--report",
                             "run.json", expect=FAILED)
        self.assertIn("advisory", done.stdout)
        self.assertIn("null arm", done.stdout)
        rules = self.run_assay("overhead", "--print-rules", *SMALL)
        with open(self.path("rules.toml"), "w", encoding="utf-8") as out:
            out.write(rules.stdout)
        gate = self.run_assay("gate", "--rules", "rules.toml", "run.json", "--json")
        self.assertEqual(gate.returncode, FAILED, gate.stderr)
        judged = {c["rule"]: c["outcome"] for c in json.loads(gate.stdout)["checks"]
                  if not c["rule"].startswith("run: ")}
        with open(self.path("run.json"), encoding="utf-8") as file:
            report = json.load(file)
        own = {c["name"]: c["outcome"] for c in report["checks"]
               if c["name"] != "workload_suite/failed_rows"}
        self.assertEqual(judged, own)
        self.assertEqual(own["audit_mode_open/delta_pct"], "fail", "each open was done twice")

    def test_an_agent_lives_for_its_trials_alone(self):
        program, env, log = self.agent()
        done = self.overhead("--agent", program, "--agent-ready-log", "attached", "--agent-settle",
                             "0.02", *SMALL, "--max-runs", "4", "--json", env=env)
        with open(log, encoding="utf-8") as file:
            lines = file.read().split("\n")[:-1]
        # The pilot's, and one a round; each gone before the next one comes.
        self.assertEqual(len(lines), 2 * 5, lines)
        for start, stop in zip(lines[::2], lines[1::2]):
            self.assertEqual(start.split()[0], "start")
            self.assertEqual(stop, start.replace("start", "stop"))
            self.assertFalse(os.path.exists(f"/proc/{start.split()[1]}"))
        report = json.loads(done.stdout)
        with_agent = report["arms"]["with_agent"]["samples"]
        self.assertTrue(all(value > 0 for value in with_agent["agent_rss_bytes"]))
        base = report["arms"]["baseline"]["samples"].get("agent_rss_bytes")
        self.assertTrue(base is None or all(value is None for value in base))

    def test_blocks_start_it_once_for_many_rounds(self):
        program, env, log = self.agent()
        done = self.overhead("--agent", program, "--agent-ready-log", "attached", "--agent-settle",
                             "0", "--agent-block", "2", *SMALL, "--max-runs", "12", "--json",
                             env=env)
        self.assertEqual(len(json.loads(done.stdout)["rounds"]["started_ns"]), 12)
        with open(log, encoding="utf-8") as file:
            self.assertEqual(file.read().count("start"), 13)
        for flags, said in ((["--max-runs", "11"], "--max-runs 12"), (["--max-time", "0.3"], "superblocks")):
            refused = self.overhead("--agent", program, "--agent-block", "40", *SMALL, *flags,
                                    env=env, expect=USAGE)
            self.assertIn(said, refused.stderr)

    def test_an_agent_that_is_not_there_is_no_result(self):
        dies = self.script("dies", "#!/bin/sh\necho no rights >&2\nexit 3\n")
        hangs = self.script("hangs", "#!/bin/sh\nexec sleep 100\n")
        for words, said in (
                (["--agent", dies], "no rights"),
                (["--agent", hangs, "--agent-ready-log", "never", "--agent-ready-timeout", "0.3"],
                 "ready"),
                (["--agent", "/nowhere/agent"], "/nowhere/agent")):
            done = self.overhead(*words, *SMALL, "--report", "none.json", expect=PROGRAM)
            self.assertIn(said, done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertFalse(os.path.exists(self.path("none.json")))

    def test_an_agent_that_dies_midway_ends_the_run_and_keeps_what_there_is(self):
        # Of the fourth life on it ends as soon as it has said that it is ready.
        dying = self.script("dying", '#!/bin/sh\necho x >> "$LOG"\necho attached\n'
                                     '[ "$(wc -l < "$LOG")" -ge 4 ] && { sleep 0.05; exit 7; }\n'
                                     'exec sleep 100\n')
        done = self.overhead("--agent", dying, "--agent-ready-log", "attached", "--agent-settle",
                             "0.2", *SMALL, "--report", "part.json",
                             env={"LOG": self.path("lives")}, expect=PROGRAM)
        self.assertIn("7", done.stderr)
        with open(self.path("part.json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(report["status"], "failed")
        self.assertEqual(len(report["rounds"]["started_ns"]), 2)
        gate = self.run_assay("overhead", "--print-rules", *SMALL)
        with open(self.path("rules.toml"), "w", encoding="utf-8") as out:
            out.write(gate.stdout)
        judged = self.run_assay("gate", "--rules", "rules.toml", "part.json")
        self.assertEqual(judged.returncode, FAILED, "a run that failed passes no gate")

    def test_interrupted_it_takes_the_agent_along(self):
        program, env, log = self.agent()
        with subprocess.Popen([ASSAY, "overhead", "--agent", program, "--agent-ready-log",
                               "attached", "--agent-settle", "0.05", *SMALL, "--report",
                               "cut.json"], cwd=self.folder.name, env={**os.environ, **env},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                if os.path.exists(log):
                    with open(log, encoding="utf-8") as file:
                        if file.read().count("start") >= 4:
                            break
                time.sleep(0.02)
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=30)
        self.assertEqual(run.returncode, INTERRUPTED, out + err)
        with open(self.path("cut.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["status"], "interrupted")
        with open(log, encoding="utf-8") as file:
            for line in file.read().split("\n")[:-1]:
                self.assertFalse(os.path.exists(f"/proc/{line.split()[1]}"), line)

    def test_interrupted_it_leaves_no_folder_of_a_workload(self):
        scratch = self.path("scratch")
        os.mkdir(scratch)
        seen = self.path("seen")
        wrap = self.script("wrap", '#!/bin/sh\necho "$TMPDIR" > "$SEEN"\nexec "$@"\n')
        with subprocess.Popen([ASSAY, "overhead", "--wrap", wrap, "--workloads", "create_unlink",
                               "--iterations", "create_unlink=10000000"], cwd=self.folder.name,
                              env={**os.environ, "TMPDIR": scratch, "SEEN": seen},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and not any(
                    "file" in names or folders for at, folders, names in os.walk(scratch)
                    if at != scratch):
                time.sleep(0.02)
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=30)
        self.assertEqual(run.returncode, INTERRUPTED, out + err)
        self.assertEqual(os.listdir(scratch), [])

    def test_a_wrapper_that_makes_less_work_of_it_is_no_result(self):
        wrap = self.script("less", '#!/bin/sh\nset -- "$@" --with-agent\n'
                                   'exec "$1" workload open_close --iterations 300 --json\n')
        done = self.overhead("--wrap", wrap, *SMALL, "--max-runs", "3", expect=PROGRAM)
        self.assertIn("did not do the same", done.stderr)

    def test_bad_usage_is_told_before_anything_runs(self):
        for words, said in (
                (["--known-agent", "null", "--file", "/nowhere/file"], "/nowhere/file"),
                (["--known-agent", "null", "--open-iterations", "0"], "0"),
                (["--known-agent", "null", "--open-iterations", "199"], "p95"),
                (["--known-agent", "null", "--workloads", "open_clos"], "open_close"),
                (["--known-agent", "null", "--iterations", "exec_true=5"], "exec_true"),
                (["--known-agent", "null", "--max-open-pct", "0"], "above 0"),
                (["--known-agent", "null", "--workloads", "exec_true", "--artifacts", "x"],
                 "open_close"),
                ([], "--agent"),
                (["--known-agent", "null", "--agent", "./a"], "--agent"),
                (["./agent"], "--agent")):
            with self.subTest(words=words):
                done = self.overhead(*words, "--max-runs", "2", expect=USAGE)
                self.assertIn(said, done.stderr)
                self.assertIn("next:", done.stderr)

    def test_a_folder_that_cannot_be_made_is_told_before_anything_runs(self):
        file = self.path("file")
        with open(file, "w", encoding="utf-8"):
            pass
        for folder in (file, os.path.join(file, "in")):
            done = self.overhead("--known-agent", "null", *ALL_SMALL, "--max-runs", "2",
                                 "--artifacts", folder, expect=USAGE)
            self.assertIn("cannot make the folder", done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_host_that_nobody_vouches_for_is_not_strict(self):
        done = self.overhead("--known-agent", "null", *SMALL, "--max-runs", "2", "--strict",
                             expect=(*VERDICTS, USAGE))
        if done.returncode == USAGE:
            self.assertIn("does not qualify", done.stderr)

    def test_variables_of_the_reference_leak_nowhere(self):
        env = {"OUT": self.path("leak"), "FORMAT": "text", "ITERATIONS": "7", "REPEATS": "9"}
        done = self.overhead("--known-agent", "null", *SMALL, "--max-runs", "2", "--json", env=env)
        self.assertFalse(os.path.exists(self.path("leak")))
        self.assertEqual(len(json.loads(done.stdout)["rounds"]["started_ns"]), 2)

    def test_artifacts_are_whole_and_valid(self):
        done = self.overhead("--known-agent", "null", *ALL_SMALL, "--max-runs", "3", "--artifacts",
                             "perf", expect=VERDICTS)
        self.assertEqual(len(os.listdir(self.path("perf"))), 15, done.stderr)
        with open(self.path("perf/perf-slo-summary.json"), encoding="utf-8") as file:
            summary = json.load(file)
        with open(self.path("perf/report.json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(summary["run_id"], report["run_id"])
        self.assertEqual([f"{row['scenario']}/{row['metric']}" for row in summary["rows"]],
                         [c["name"] for c in report["checks"]])
        self.assertEqual(summary["gate_pass"], done.returncode == PASS)

    def test_a_soak_joins_the_table_and_never_scores_for_nothing(self):
        few = ["--known-agent", "null", *SMALL, "--max-runs", "3"]
        passed = os.path.join(SOURCE, "tests/data/soak-1-passed.json")
        done = self.overhead(*few, "--soak", passed, "--json")
        rows = {c["name"]: c["outcome"] for c in json.loads(done.stdout)["checks"]}
        self.assertEqual(rows["soak_runtime/ringbuf_drop_rate_pct"], "pass")
        with open(passed, encoding="utf-8") as file:
            soak = json.load(file)
        soak["status"] = "interrupted"
        with open(self.path("cut.json"), "w", encoding="utf-8") as out:
            json.dump(soak, out)
        for name in ("cut.json", "gone.json"):
            self.overhead(*few, "--soak", name, expect=USAGE)

    def test_rules_of_the_user_count(self):
        with open(self.path("more.toml"), "w", encoding="utf-8") as out:
            out.write('schema = "assay.rules/1"\n[[rules]]\nname = "tiny"\nmode = "budget"\n'
                      'metric = "wall"\nstatistic = "max"\narm = "with_agent"\nlimit = "1us"\n')
        done = self.overhead("--known-agent", "null", *SMALL, "--max-runs", "8", "--rules",
                             "more.toml", expect=FAILED)
        self.assertIn("tiny", done.stdout)


if __name__ == "__main__":
    unittest.main()
