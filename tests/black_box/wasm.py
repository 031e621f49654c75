# SPDX-License-Identifier: Apache-2.0
# ctest: timeout=120
"""Target wasm-local as a user meets it: the shipped module, one from a real compiler, a trap, an
import that is not there."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ASSAY = os.environ["ASSAY"]
SOURCE = pathlib.Path(os.environ["ASSAY_SOURCE"])
SIEVE = SOURCE / "scenarios" / "wasm" / "sieve.wat"
ENGINES = ("wasm2c", "interp")

C_PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char** argv) {
  char line[256];
  size_t lines = 0;
  while (fgets(line, sizeof line, stdin)) ++lines;
  char* copy = malloc(1 << 20);
  memset(copy, argc, 1 << 20);
  printf("%s %s %zu lines, %d\n", argv[1], getenv("WORD"), lines, copy[12345]);
  fprintf(stderr, "done\n");
  return 4;
}
"""


class Wasm(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.env = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache"), "HOME": "/nowhere"}

    def run_manifest(self, text, *flags):
        manifest = self.folder / "m.toml"
        manifest.write_text(text)
        done = subprocess.run([ASSAY, "run", manifest, "--json", *flags], env=self.env, text=True,
                              capture_output=True, timeout=100)
        report = json.loads(done.stdout) if done.stdout else None
        return done, report

    def test_both_engines_count_the_same_primes(self):
        for engine in ENGINES:
            done, report = self.run_manifest(f"""
name = "sieve"
target = "wasm-local"
entry = "{SIEVE}"
args = ["100000"]
iterations = 4
[wasm]
engine = "{engine}"
[expected.stdout]
equals = "9592\\n"
""")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(report["backend"]["name"], "wasm-local")
            self.assertEqual(report["backend"]["engine"], engine)
            self.assertTrue(report["backend"]["engine_version"].startswith("1."))
            self.assertIs(report["expected_match"], True)
            self.assertEqual(report["response_bytes"], 5)
            samples = next(iter(report["arms"].values()))["samples"]
            self.assertEqual(len(samples["wall_ns"]), 4)
            self.assertTrue(all(value > 0 for value in samples["wall_ns"] + samples["startup_ns"]))
            # One page for each 64 Ki numbers, and one more.
            self.assertEqual(set(samples["native_alloc_bytes"]), {2 * 65536})

    def test_a_wrong_output_is_a_failed_check(self):
        done, _ = self.run_manifest(f"""
target = "wasm-local"
entry = "{SIEVE}"
args = ["100"]
iterations = 2
wasm.engine = "interp"
[expected.stdout]
equals = "26\\n"
""")
        self.assertEqual(done.returncode, 1, done.stderr)

    def test_each_arm_runs_its_own_module(self):
        for word in ("left", "rite"):
            (self.folder / f"{word}.wat").write_text(f"""(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\08\\00\\00\\00\\04\\00\\00\\00{word}")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 20)))))""")
        for engine in ENGINES:
            # Warm-up, then rounds whose processes load the arms in either order.
            for right, left, code in (("rite", "left", 1), ("left", "left", 0)):
                done, report = self.run_manifest(f"""
target = "wasm-local"
iterations = 8
wasm.engine = "{engine}"
[arms.baseline]
entry = "{left}.wat"
[arms.candidate]
entry = "{right}.wat"
[expected]
same_across_arms = true
""")
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIs(report["expected_match"], code == 0)

    def test_a_program_from_a_real_compiler(self):
        clang = shutil.which("clang") or shutil.which("clang-14")
        if clang is None or not pathlib.Path("/usr/include/wasm32-wasi").exists():
            self.skipTest("no clang with wasi-libc")
        source = self.folder / "prog.c"
        source.write_text(C_PROGRAM)
        built = subprocess.run([clang, "--target=wasm32-wasi", "-O1", source, "-o",
                                self.folder / "prog.wasm"], capture_output=True, text=True)
        if built.returncode != 0:
            self.skipTest("clang cannot link for wasm32-wasi: " + built.stderr[:200])
        (self.folder / "in").write_text("a\nb\nc\n")
        for engine in ENGINES:
            done, report = self.run_manifest(f"""
target = "wasm-local"
entry = "prog.wasm"
args = ["first"]
env = {{ WORD = "second" }}
stdin = "in"
iterations = 2
wasm.engine = "{engine}"
[expected]
exit_code = 4
[expected.stdout]
equals = "first second 3 lines, 2\\n"
[expected.stderr]
equals = "done\\n"
""")
            self.assertEqual(done.returncode, 0, done.stderr)
            samples = next(iter(report["arms"].values()))["samples"]
            self.assertGreaterEqual(samples["native_alloc_bytes"][0], 1 << 20)

    def test_what_goes_wrong_is_told_by_its_name(self):
        for name, text, expected in (
                ("trap.wat", '(module (func (export "_start") unreachable))', "unreachable executed"),
                ("file.wat", '(module (import "wasi_snapshot_preview1" "path_open" (func))'
                             ' (memory (export "memory") 1) (func (export "_start")))',
                 "unsupported import wasi_snapshot_preview1.path_open"),
                ("half.wasm", "\0asm\1\0\0\0\1\x20", "no valid WebAssembly module")):
            (self.folder / name).write_text(text)
            done, _ = self.run_manifest(f"""
target = "wasm-local"
entry = "{name}"
wasm.engine = "interp"
""")
            self.assertEqual(done.returncode, 5, done.stderr)
            self.assertIn(expected, done.stderr)

    def test_an_endless_module_is_stopped(self):
        (self.folder / "loop.wat").write_text('(module (func (export "_start") (loop $l (br $l))))')
        done, _ = self.run_manifest("""
target = "wasm-local"
entry = "loop.wat"
timeout = "300ms"
""")
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertRegex(done.stderr, "did not end")


if __name__ == "__main__":
    unittest.main()
