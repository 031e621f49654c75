#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The load generator against nginx: how late it sends at rates that nginx holds, and whether a stall
of 100 ms (SIGSTOP on nginx's worker, then SIGCONT) is in p99.9, as it must be where latency counts
from the intended time; a closed loop, which waits for the server, hides it.

    bench/server.py [--rate N] [--seconds N]
"""
import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from common import ASSAY, save

NGINX = """daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f;
  uwsgi_temp_path u; scgi_temp_path s; keepalive_requests 100000000;
  server { listen 127.0.0.1:@port@; location / { return 200 "hello\\n"; } }
}
"""
MANIFEST = """name = "%(name)s"
target = "server"
shell = "sed s/@port@/{port}/ nginx.conf > {scratch}/nginx.conf && exec nginx -e stderr -p {scratch} -c nginx.conf"
iterations = %(iterations)d
warmup = 0
[server]
path = "/"
connections = %(connections)d
slice = "%(slice)gs"
warm = "500ms"
ready = { http = "/" }
%(rate)s
[expected]
stdout.equals = "hello\\n"
"""


def worker_of_nginx():
    """The nginx worker below this process's children, or None."""
    parents, names = {}, {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                parents[int(pid)] = int(stat.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{pid}/cmdline") as line:
                names[int(pid)] = line.read()
        except (OSError, ValueError):
            pass
    for pid, name in names.items():
        if not name.startswith("nginx: worker process"):
            continue
        above = pid
        while above > 1:
            above = parents.get(above, 0)
            if above == os.getpid():
                return pid
    return None


class Stalls(threading.Thread):
    """Stops nginx's worker for so long, every so often."""

    def __init__(self, seconds, every):
        super().__init__(daemon=True)
        self.seconds, self.every = seconds, every
        self.stop, self.count = threading.Event(), 0

    def run(self):
        while not self.stop.wait(self.every):
            worker = worker_of_nginx()
            if worker is None:
                continue
            os.kill(worker, signal.SIGSTOP)
            time.sleep(self.seconds)
            os.kill(worker, signal.SIGCONT)
            self.count += 1


def run(folder, name, rate=None, connections=1, slice_s=5.0, iterations=2, stalls=None):
    """Runs a manifest and returns its report's figures, medians over slices."""
    path = os.path.join(folder, name + ".toml")
    with open(path, "w") as out:
        out.write(MANIFEST % {
            "name": name, "iterations": iterations, "connections": connections, "slice": slice_s,
            "rate": f"rate = {rate}" if rate else "",
        })
    if stalls:
        stalls.start()
    try:
        ran = subprocess.run([ASSAY, "run", path, "--json"], stdout=subprocess.PIPE, text=True)
    finally:
        if stalls:
            stalls.stop.set()
            stalls.join()
    if ran.returncode != 0:
        sys.exit(f"{name}: exit {ran.returncode}\n{ran.stdout}")
    report = json.loads(ran.stdout)
    samples = report["arms"]
    samples = (samples[0] if isinstance(samples, list) else next(iter(samples.values())))["samples"]

    def median(key):
        values = sorted(v for v in samples.get(key) or [] if v is not None)
        return values[len(values) // 2] if values else None

    out = {"rate": rate, "connections": connections, "slices": iterations, "slice_s": slice_s}
    for figure, key in (("p50_ms", "wall_ns"), ("p99_ms", "latency_p99_ns"),
                        ("p99.9_ms", "latency_p999_ns"), ("max_ms", "latency_max_ns"),
                        ("generator_lag_p99_ms", "generator_lag_p99_ns")):
        value = median(key)
        out[figure] = None if value is None else round(value / 1e6, 4)
    out["requests_per_s"] = median("throughput")
    if stalls:
        out["stalls"] = stalls.count
    print(json.dumps({name: out}), flush=True)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=5.5, help="a slice")
    args = parser.parse_args()
    if not shutil.which("nginx") and not os.path.exists("/usr/sbin/nginx"):
        sys.exit("nginx is missing: apt-get install nginx-light")
    os.environ["PATH"] += ":/usr/sbin"
    results = {"held": [], "stall": {}}
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "nginx.conf"), "w") as out:
            out.write(NGINX)
        for rate in (500, args.rate, 2 * args.rate):
            results["held"].append(run(folder, f"open-{rate}", rate, slice_s=3, iterations=3))
        # One stall of 100 ms in each slice or so.
        for name, rate in (("open", args.rate), ("closed", None)):
            results["stall"][name] = run(folder, f"stall-{name}", rate, slice_s=args.seconds,
                                         stalls=Stalls(0.1, args.seconds / 2))
    save("server", results)


if __name__ == "__main__":
    main()
