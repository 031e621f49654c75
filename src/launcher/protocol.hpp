// SPDX-License-Identifier: Apache-2.0
// What the harness and the launcher say to each other over a stream socket: plain structs of fixed
// layout, same machine, same build, so no byte order and no version but one number.
//
//   harness -> launcher   Header{setup}   Setup; its descriptor (standard error) by SCM_RIGHTS
//                         Header{command} CommandHeader + strings; its descriptor (output) likewise
//                         Header{batch}   BatchHeader + Trial[n]
//                         Header{cancel}  nothing; at any time, kills the running trial
//   launcher -> harness   Header{ready}   Ready, once after setup
//                         Header{results} ResultsHeader + TrialResult[n], n <= trials asked; always
//                                         one a batch
//
// The harness closing its end is the order to kill what runs, remove the cgroups and go.
#pragma once
#include <cstdint>
#include <limits>

namespace assay::launcher {

inline constexpr std::uint32_t kProtocol = 2;
inline constexpr std::uint32_t kMaxCommands = 4096;           // slots
inline constexpr std::uint32_t kMaxBatch = 64;                // trials a batch
inline constexpr std::uint32_t kMaxEvents = 4;                // perf events
inline constexpr std::uint32_t kMaxPath = 512;                // of a cgroup, with its end
inline constexpr std::uint32_t kMaxCpus = 1024;               // in an affinity mask
inline constexpr std::uint32_t kMaxCommandBytes = 16u << 20;  // above what execve takes
inline constexpr int kSocket = 3;                             // the launcher's end

enum class Kind : std::uint32_t { setup = 1, command, batch, cancel, ready = 16, results };

struct Header {
  Kind kind;
  std::uint32_t bytes;  // of what follows
};

// What a trial's result holds, one number each.
enum class Field : std::uint32_t {
  wall,          // ns
  wall_main,     // ns
  user,          // ns
  sys,           // ns
  cpu,           // ns
  peak_rss,      // bytes
  peak_tree,     // bytes
  peak_charged,  // bytes
  io_read,       // bytes
  io_write,      // bytes
  disk_read,     // bytes
  disk_write,    // bytes
  minor_faults,
  major_faults,
  voluntary_switches,
  involuntary_switches,
  processes,
  cpu_wait,   // ns
  throttled,  // ns that the trial's cgroup was kept from running
  event_0,    // perf events in the order of Setup
  event_1,
  event_2,
  event_3
};
inline constexpr std::uint32_t kFields = std::uint32_t(Field::event_3) + 1;
inline constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();  // not measured

// How a field is measured on this machine.
enum class Tier : std::uint32_t {
  absent,
  clock,
  rusage,  // wait4, summed over everything that was reaped
  cgroup_v2,
  cgroup_v1,
  taskstats,  // a message of the kernel for every exit
  pressure,   // cpu.pressure of the trial's cgroup
  schedstat,  // the main thread only
  proc,       // /proc/self/io of the launcher
  sampled,    // looked at from time to time
  perf
};

struct PerfEvent {
  std::uint32_t type;  // PERF_TYPE_*
  std::uint32_t padding;
  std::uint64_t config;
};

struct Setup {
  std::uint32_t protocol;
  std::uint32_t taskstats;  // 1: listen to exits where the kernel allows it
  std::uint64_t seed;       // of the environment's random offset
  std::uint32_t events;     // how many of the following are asked for
  std::uint32_t padding;
  PerfEvent event[kMaxEvents];
  // Standing cgroups that the harness has made, removed by the launcher when it goes; "" for none.
  // Trials are put into v2_group at their start; the launcher itself joins the others.
  char v2_group[kMaxPath];
  char v1_memory[kMaxPath];
  char v1_cpuacct[kMaxPath];
  // A FIFO, alone in its folder; both are removed by the launcher when it goes; "" for none.
  char fifo[kMaxPath];
};

struct Ready {
  Tier tier[kFields];
  std::int32_t error[kFields];  // errno of what a better or the only tier failed by, 0 for none
};

enum class Stream : std::uint32_t {
  discard,     // /dev/null
  inherit,     // the launcher's own, which is the harness's
  path,        // opened in the child, truncated
  descriptor,  // the descriptor that came with the command
  kept         // standard error: the descriptor that came with the setup
};

enum class Extent : std::uint32_t {
  all,   // ends when the last process of the tree has gone
  main,  // ends with the main process; what is left is killed, unmeasured
  leave  // ends with the main process; what is left lives on (setup and cleanup commands)
};

// Followed by strings, each with its end: executable, cwd, input, output ("" where unused), then
// argv, then the environment.
struct CommandHeader {
  std::uint32_t slot;
  std::uint32_t argc;
  std::uint32_t envc;
  Extent extent;
  Stream output;
  Stream errors;
  std::uint32_t own_group;  // 1: leads a process group of its own
  std::uint32_t pinned;     // 1: cpus holds
  std::int64_t timeout_ns;  // 0: none
  std::int64_t linger_ns;
  std::uint64_t cpus[kMaxCpus / 64];
};

// A batch stops at the first trial that did not exit with an accepted code.
struct BatchHeader {
  std::uint32_t trials;
  std::uint32_t accept_any;   // 1: any exit, signals included
  std::uint64_t accepted[4];  // a bit for each exit code
};

enum class Iteration : std::uint32_t { none, warmup, measured };

struct Trial {
  std::uint32_t slot;
  Iteration kind;  // whether and how HYPERFINE_ITERATION is set
  std::int64_t iteration;
  std::uint64_t spin_ns;
};

enum class End : std::uint32_t {
  exited,
  signaled,
  timed_out,
  lingered,
  not_started,  // code = errno, stage tells of what
  cancelled,
  wants_terminal  // stopped by the kernel for touching the terminal, and killed; code = signal
};

enum class Stage : std::uint32_t { spawn, input, output, cwd, pin, exec };

struct ResultsHeader {
  std::int64_t own_cpu_ns;  // CPU time that the launcher itself has used since it was started
};

struct TrialResult {
  End end;
  Stage stage;
  std::int32_t code;
  std::uint32_t survivors;      // 1: some process could not be killed
  std::int64_t value[kFields];  // kNone where not measured
  std::int64_t sampling_ns;     // the launcher's reads while the clock ran
  std::int64_t bookkeeping_ns;  // before and after
};

}  // namespace assay::launcher
