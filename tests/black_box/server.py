# SPDX-License-Identifier: Apache-2.0
# ctest: serial release timeout=180
"""Servers as arms, as a user meets them: what is measured, what a stall does to an open and to a closed
loop, what goes wrong and how it is said, and that nothing is left running however the run ends."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ASSAY = os.environ["ASSAY"]
SERVER = os.path.join(os.environ["ASSAY_BUILD"], "tests", "helpers", "server")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MARK = "assay_server_%d" % os.getpid()

NGINX_CONF = """daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f;
  uwsgi_temp_path u; scgi_temp_path s; keepalive_requests 100000000;
  server { listen 127.0.0.1:@port@; location / { return 200 "hello\\n"; } }
}
"""


def processes():
    """pid: (parent, command line) of all that can be seen."""
    out = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            with open(f"/proc/{pid}/cmdline", "rb") as line:
                if fields[0] not in "ZX":
                    out[int(pid)] = (int(fields[1]), line.read().replace(b"\0", b" ").decode())
        except (OSError, ValueError):
            pass
    return out


def left():
    """Processes that a run has started and that still live."""
    found = []
    for pid in processes():
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                if MARK.encode() in environ.read():
                    found.append(pid)
        except OSError:
            pass
    return found


def all_gone(seconds=5):
    end = time.monotonic() + seconds
    while left() and time.monotonic() < end:
        time.sleep(0.02)
    return not left()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="assay-server-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.env = dict(os.environ, ASSAY_SERVER_MARK=MARK, NO_COLOR="1")

    def manifest(self, text, name="one.toml"):
        path = os.path.join(self.folder, name)
        with open(path, "w") as out:
            out.write(text)
        return path

    def server(self, flags="", section="", rest="", iterations=8):
        return self.manifest(f"""name = "one"
target = "server"
command = ["{SERVER}", "{{port}}"{"".join(f', "{flag}"' for flag in flags.split())}]
iterations = {iterations}
warmup = 0
[server]
slice = "20ms"
warm = "5ms"
{section}
{rest}""")

    def assay(self, *args, code=0, says=(), timeout=120):
        ran = subprocess.run([ASSAY, "run", *args], env=self.env, cwd=self.folder, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=timeout)
        talk = f"{args}\nexit {ran.returncode}\n--- stdout\n{ran.stdout}\n--- stderr\n{ran.stderr}"
        self.assertEqual(ran.returncode, code, talk)
        for pattern in says:
            self.assertRegex(ran.stdout + ran.stderr, pattern, talk)
        self.assertTrue(all_gone(), f"left running: {left()} after {talk}")
        return ran

    def report(self, *args, **more):
        ran = self.assay(*args, "--json", **more)
        return json.loads(ran.stdout)

    @staticmethod
    def column(report, key, arm=0):
        arms = report["arms"]
        arm = arms[arm] if isinstance(arms, list) else list(arms.values())[arm]
        return [value for value in arm["samples"].get(key) or [] if value is not None]


class Measuring(Case):
    def test_two_servers_are_compared(self):
        path = self.manifest(f"""name = "burn"
target = "server"
metrics = ["wall", "cpu"]
[arms.baseline]
command = ["{SERVER}", "{{port}}"]
[arms.candidate]
command = ["{SERVER}", "{{port}}", "--burn-us", "300"]
[plan]
max_rounds = 40
[server]
slice = "20ms"
warm = "5ms"
restart_rounds = 15
""")
        report = self.report(path, code=0)
        verdicts = {c["metric"]: c["verdict"] for c in report["comparisons"] if c["gated"]}
        self.assertEqual(verdicts["cpu"], "regression", report["comparisons"])
        self.assertEqual(report["backend"]["name"], "server")
        self.assertGreater(min(self.column(report, "cpu_ns", 1)), 250e3)
        starts = self.column(report, "startup_ns")
        self.assertGreaterEqual(len(starts), 1)
        self.assertTrue(all(start > 0 for start in starts))

    def test_the_plan_names_what_would_be_started(self):
        ran = self.assay(self.server(section="rate = 100"), "--dry-run",
                         says=[r"server of .*\{port\}", r"100 requests a second"])
        self.assertEqual(left(), [], ran)


@unittest.skipUnless(NGINX, "nginx is not installed")
class Stall(Case):
    """A tenth of a second in which nginx does nothing, within 10,000 requests."""

    def worker(self):
        known = processes()
        for pid, (_, line) in known.items():
            above = pid
            while line.startswith("nginx: worker process") and above > 1:
                above = known.get(above, (0, ""))[0]
                if above == os.getpid():
                    return pid
        return None

    def run_with_stall(self, rate):
        with open(os.path.join(self.folder, "nginx.conf"), "w") as out:
            out.write(NGINX_CONF)
        path = self.manifest(f"""name = "nginx"
target = "server"
shell = "sed s/@port@/{{port}}/ nginx.conf > {{scratch}}/nginx.conf && exec {NGINX} -e stderr -p {{scratch}} -c nginx.conf"
iterations = 1
warmup = 0
[server]
slice = "4s"
warm = "100ms"
{f"rate = {rate}" if rate else ""}
ready = {{ http = "/" }}
[expected]
stdout.equals = "hello\\n"
""")
        stalled = []

        def stall():
            end = time.monotonic() + 30
            while not (worker := self.worker()) and time.monotonic() < end:
                time.sleep(0.05)
            if not worker:
                return
            time.sleep(1.5)  # well within the slice
            os.kill(worker, signal.SIGSTOP)
            time.sleep(0.1)
            os.kill(worker, signal.SIGCONT)
            stalled.append(worker)

        thread = threading.Thread(target=stall)
        thread.start()
        report = self.report(path)
        thread.join()
        self.assertEqual(len(stalled), 1)
        return report

    def test_an_open_loop_shows_it_in_the_tail(self):
        report = self.run_with_stall(2600)
        # 260 requests were due in the stall; the ten slowest of 10,400 waited for nearly all of it.
        self.assertGreaterEqual(self.column(report, "latency_p999_ns")[0], 90e6)
        self.assertGreaterEqual(self.column(report, "latency_p99_ns")[0], 30e6)
        self.assertTrue(self.column(report, "generator_lag_p99_ns"))
        self.assertTrue(any("p99.9" in d["text"] for d in report["diagnostics"]))

    def test_a_closed_loop_hides_it(self):
        report = self.run_with_stall(None)
        self.assertGreaterEqual(self.column(report, "latency_max_ns")[0], 90e6)
        tail = self.column(report, "latency_p999_ns") or self.column(report, "latency_p99_ns")
        self.assertLess(tail[0], 90e6, "one request of thousands")


class GoneWrong(Case):
    def test_a_server_that_is_never_ready(self):
        path = self.server("--status 404", 'ready = { http = "/", timeout = "200ms" }')
        self.assay(path, code=5, says=[r"not ready within 200", r"answers 404, not 2xx",
                                       r"listening on port"])

    def test_a_server_that_ends_at_once(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = other.getsockname()[1]
            path = self.manifest(f"""name = "one"
target = "server"
command = ["{SERVER}", "{taken}"]
env = {{ UNUSED = "{{port}}" }}
iterations = 2
""")
            self.assay(path, code=5, says=[r"exited with code 1 before it was ready",
                                           r"cannot listen: Address already in use"])

    def test_a_port_in_use(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = other.getsockname()[1]
            self.assay(self.server(section=f"port = {taken}"), code=5,
                       says=[rf"port {taken} is in use by .*python"])

    def test_a_wrong_status_and_a_wrong_body(self):
        self.assay(self.server("--status 500"), code=1, says=[r"status 500 instead of 200"])
        self.assay(self.server(rest='[expected]\nstdout.equals = "bye\\n"'), code=1,
                   says=[r"expected 4 bytes, got 6"])

    def test_a_server_that_dies_under_load(self):
        self.assay(self.server("--die-after 500 --code 7", iterations=1000), code=5,
                   says=[r"exited with code 7", r"giving up after 500 requests"])

    def test_a_server_that_ignores_the_request_to_end(self):
        self.assay(self.server("--ignore-term --child", 'grace = "50ms"'))

    def test_what_makes_no_sense_is_refused(self):
        self.assay(self.manifest(f'name = "one"\ntarget = "server"\ncommand = ["{SERVER}", "80"]'),
                   code=64, says=[r"not told its port"])
        arms = self.manifest(f"""name = "two"
target = "server"
arms.a.command = ["{SERVER}", "{{port}}"]
arms.b.command = ["{SERVER}", "{{port}}"]
[server]
port = 8099
""")
        self.assay(arms, code=64, says=[r"cannot all listen on port 8099"])
        self.assay(self.server(rest="[expected]\nexit_code = 0"), code=64,
                   says=[r"exit code is not checked"])


class Ends(Case):
    def start(self):
        path = self.server("--ignore-term --child", 'grace = "100ms"', iterations=100000)
        run = subprocess.Popen([ASSAY, "run", path], env=self.env, cwd=self.folder,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        self.addCleanup(run.kill)
        end = time.monotonic() + 10
        while sum(SERVER in line for _, line in processes().values()) < 2:
            self.assertLess(time.monotonic(), end, "no server came up")
            time.sleep(0.02)
        time.sleep(0.2)
        return run

    def test_interrupted_it_leaves_nothing(self):
        run = self.start()
        run.send_signal(signal.SIGINT)
        self.assertEqual(run.wait(20), 130)
        self.assertTrue(all_gone(), left())

    def test_killed_it_leaves_nothing(self):
        run = self.start()
        run.kill()
        run.wait(20)
        self.assertTrue(all_gone(), left())


@unittest.skipUnless(shutil.which("node"), "Node.js is not installed")
class Worker(Case):
    """What can be said of a worker without its packages, which come from the internet."""

    def manifest_of_a_worker(self):
        with open(os.path.join(self.folder, "index.js"), "w") as out:
            out.write('export default { fetch() { return new Response("hi\\n"); } };\n')
        return self.manifest('name = "worker"\ntarget = "wasm-cloudflare"\nentry = "index.js"\n')

    def package(self, path, **fields):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            json.dump(fields, out)

    def test_each_missing_piece_says_how_to_get_it(self):
        path = self.manifest_of_a_worker()
        self.assay(path, code=64, says=[r"no package\.json", r"npm init"])
        self.package("package.json", name="worker")
        self.assay(path, code=5, says=[r"packages are not installed", r"npm ci"])
        os.mkdir(os.path.join(self.folder, "node_modules"))
        self.assay(path, code=5, says=[r"wrangler is not installed", r"wrangler@3\.114\.17"])
        self.package("node_modules/wrangler/package.json", version="9.1.0",
                     engines={"node": ">=999.1.0"})
        self.assay(path, code=5, says=[r"wrangler 9\.1\.0 does not run on Node\.js v", r">=999\.1\.0"])

    def test_a_worker_is_a_server(self):
        # A stand-in for wrangler, which takes the flags that wrangler takes.
        path = self.manifest_of_a_worker()
        self.package("package.json", name="worker")
        binary = os.path.join(self.folder, "node_modules", ".bin")
        os.makedirs(binary)
        for name, script in (
            ("wrangler", f'[ "$WRANGLER_SEND_METRICS" = false ] && exec {SERVER} "$6"\n'),
            ("workerd", "echo workerd 2030-01-02\n"),
        ):
            with open(os.path.join(binary, name), "w") as out:
                out.write("#!/bin/sh\n" + script)
            os.chmod(os.path.join(binary, name), 0o755)
        with open(path, "a") as out:
            out.write('iterations = 2\n[server]\nslice = "10ms"\nwarm = "5ms"\n')
        report = self.report(path)
        self.assertEqual(report["backend"]["engine"], "workerd")
        self.assertEqual(report["backend"]["engine_version"], "2030-01-02")
        self.assertEqual(len(self.column(report, "wall_ns")), 2)


if __name__ == "__main__":
    if not os.path.exists(SERVER):
        print("the test's server is not built:", SERVER)
        sys.exit(77)
    unittest.main()
