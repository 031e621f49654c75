// SPDX-License-Identifier: Apache-2.0
// Small modules in text format, each a WASI command.
#pragma once
#include <string>
#include <string_view>

namespace assay::target::testing {

inline constexpr std::string_view kWasiImports = R"(
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read"
    (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get"
    (func $args_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $env_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $env_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 2 100)
  (func $say (param $fd i32) (param $at i32) (param $size i32)
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (local.get $size))
    (drop (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))))
)";

// A command with `start` as the body of _start and `more` beside it. $say writes memory to a
// stream.
inline std::string command(std::string_view start, std::string_view more = "") {
  return "(module " + std::string(kWasiImports) + std::string(more) + "(func (export \"_start\") " +
         std::string(start) + "))";
}

inline std::string hello(std::string_view text) {
  return command(
      "(call $say (i32.const 1) (i32.const 64) (i32.const " + std::to_string(text.size()) + "))",
      "(data (i32.const 64) \"" + std::string(text) + "\")");
}

// Copies standard input to standard output.
inline std::string echo() {
  return command(R"(
    (local $n i32)
    (loop $more
      (i32.store (i32.const 16) (i32.const 1024))
      (i32.store (i32.const 20) (i32.const 1000))
      (drop (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
      (local.set $n (i32.load (i32.const 24)))
      (if (local.get $n) (then
        (call $say (i32.const 1) (i32.const 1024) (local.get $n))
        (br $more)))))");
}

// Writes its arguments, then its environment, as they are in memory: each with a zero behind it.
inline std::string arguments() {
  return command(R"(
    (drop (call $args_sizes (i32.const 16) (i32.const 20)))
    (drop (call $args_get (i32.const 1024) (i32.const 2048)))
    (call $say (i32.const 1) (i32.const 2048) (i32.load (i32.const 20)))
    (drop (call $env_sizes (i32.const 16) (i32.const 20)))
    (drop (call $env_get (i32.const 1024) (i32.const 4096)))
    (call $say (i32.const 1) (i32.const 4096) (i32.load (i32.const 20))))");
}

// Calls every function with pointers beyond its memory, and exits with the number of calls that
// were not answered with EFAULT (21).
inline std::string hostile() {
  const std::string_view kCalls[] = {
      "(call $fd_write (i32.const 1) (i32.const 131064) (i32.const 2) (i32.const 8))",
      "(call $fd_write (i32.const 1) (i32.const 0) (i32.const 0x20000000) (i32.const 8))",
      "(call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const 8))",
      "(call $fd_write (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 8))",  // buffer at -16
      "(call $fd_write (i32.const 2) (i32.const 72) (i32.const 1) (i32.const 8))",  // 4 GiB of it
      "(call $fd_write (i32.const 1) (i32.const 80) (i32.const 1) (i32.const -2))",  // count
      "(call $fd_read (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 8))",
      "(call $fd_read (i32.const 0) (i32.const 80) (i32.const 1) (i32.const 131069))",
      "(call $args_get (i32.const -4) (i32.const 1024))",
      "(call $args_get (i32.const 1024) (i32.const 131071))",
      "(call $args_sizes (i32.const 0) (i32.const -1))",
      "(call $env_sizes (i32.const 131070) (i32.const 0))",
      "(call $clock (i32.const 1) (i64.const 0) (i32.const 131065))",
      "(call $random (i32.const 131000) (i32.const 1000))",
      "(call $random (i32.const 1) (i32.const -1))",
  };
  std::string body = "(local $bad i32)";
  for (const std::string_view call : kCalls)
    body += "(local.set $bad (i32.add (local.get $bad) (i32.ne (i32.const 21) " +
            std::string(call) + ")))";
  return command(body + "(call $exit (local.get $bad))",
                 R"((data (i32.const 64) "\f0\ff\ff\ff\40\00\00\00")
                    (data (i32.const 72) "\01\00\00\00\ff\ff\ff\ff")
                    (data (i32.const 80) "\00\04\00\00\01\00\00\00"))");
}

// Counts down `n` times, without touching memory.
inline std::string count_down(long long n) {
  return command("(local $i i64) (local.set $i (i64.const " + std::to_string(n) +
                 ")) (loop $l (local.set $i (i64.sub (local.get $i) (i64.const 1)))"
                 " (i64.store (i32.const 128) (local.get $i))"
                 " (br_if $l (i64.ne (local.get $i) (i64.const 0))))");
}

}  // namespace assay::target::testing
