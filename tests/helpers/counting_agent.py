# SPDX-License-Identifier: Apache-2.0
"""An agent that counts for real: how often a file is opened (inotify). It tells what it has counted in
FOLDER/stats.json, written whole, and as Prometheus text on a port.

    counting_agent.py FILE FOLDER [--port N] [--drop-every N] [--leak BYTES] [--burst N]
        [--backwards-after N] [--lose-after N] [--nan-after N] [--die-after N] [--start-at N]

Of every N-th event it says that it was lost; for each event it keeps so many bytes for ever; after N
events it loses N at once; its counters start again at 0, are gone, are no number, or it ends. It
begins at --start-at, lost ones likewise: what was counted before a soak.
"""
import argparse
import ctypes
import http.server
import json
import os
import select
import struct
import sys
import threading
import time

IN_OPEN, IN_CLOSE = 0x20, 0x10  # closing in between keeps equal events from being merged
IN_Q_OVERFLOW = 0x4000

ask = argparse.ArgumentParser()
ask.add_argument("file")
ask.add_argument("folder")
for name in ("port", "drop-every", "leak", "burst", "backwards-after", "lose-after", "nan-after",
             "die-after", "start-at"):
    ask.add_argument("--" + name, type=int, default=0)
given = ask.parse_args()

seen = lost = 0
base = given.start_at
hoard = []


def delivered():
    if given.nan_after and seen >= given.nan_after:
        return "NaN"
    if given.backwards_after and seen >= given.backwards_after:
        return seen - given.backwards_after
    return base + seen - lost


def gone():
    return given.lose_after and seen >= given.lose_after


def prometheus():
    text = "# HELP agent_events_total Opens seen.\n# TYPE agent_events_total counter\n"
    if not gone():
        text += f'agent_events_total{{kind="open",cpu="0"}} {delivered()}\n'
        text += 'agent_events_total{kind="open",cpu="1"} 0\n'
    text += f'agent_dropped_total{{ring="a"}} {base + lost}\nagent_dropped_total{{ring="b"}} 0\n'
    return text + "# EOF\n"


def tell():
    value = delivered()
    stats = {"ring": {"lost": base + lost}, "queue": len(hoard)}
    if not gone():
        stats["ring"]["seen"] = None if value == "NaN" else value
    path = os.path.join(given.folder, "stats.json")
    with open(path + ".new", "w") as out:
        json.dump(stats, out)
    os.replace(path + ".new", path)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = prometheus().encode()
        self.send_response(200 if self.path == "/metrics" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


libc = ctypes.CDLL(None, use_errno=True)
watch = libc.inotify_init1(0)
if libc.inotify_add_watch(watch, given.file.encode(), IN_OPEN | IN_CLOSE) < 0:
    sys.exit(f"cannot watch {given.file}: {os.strerror(ctypes.get_errno())}")
if given.port:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
tell()
print("watching", given.file, flush=True)
told = time.monotonic()
while True:
    if select.select([watch], [], [], 0.02)[0]:
        data = os.read(watch, 1 << 16)
        at = 0
        while at < len(data):
            _, mask, _, size = struct.unpack_from("iIII", data, at)
            at += 16 + size
            if mask & IN_Q_OVERFLOW:
                lost += 1
            if not mask & IN_OPEN:
                continue
            seen += 1
            if given.drop_every and seen % given.drop_every == 0:
                lost += 1
            if given.burst and seen == given.burst:
                seen += given.burst
                lost += given.burst
            if given.leak:
                hoard.append(b"x" * given.leak)
            if given.die_after and seen >= given.die_after:
                sys.exit("giving up")
    if time.monotonic() - told > 0.02:
        tell()
        told = time.monotonic()
