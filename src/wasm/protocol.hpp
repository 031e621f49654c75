// SPDX-License-Identifier: Apache-2.0
// What the harness and assay-wasm say to each other over a stream socket: plain structs of fixed
// layout, same machine, same build. The harness asks, assay-wasm answers, one at a time.
//
//   setup     Setup                          -> ready    Ready
//   inspect   Inspect + the module           -> checked  Checked + text or module
//   load      Load + strings                 -> loaded   Loaded + text
//   trial     Trial                          -> output   bytes of standard output, any number of
//                                               times, the clock stopped or (beyond kHeld) running
//                                            -> result   TrialResult + the end of standard error
//
// Closing the socket ends it. A module that hangs or breaks it is the harness's to notice.
#pragma once
#include <cstdint>

namespace assay::wasm {

inline constexpr std::uint32_t kProtocol = 1;
inline constexpr int kSocket = 3;                        // assay-wasm's end
inline constexpr std::uint32_t kMaxCpus = 1024;          // in an affinity mask
inline constexpr std::uint32_t kMaxSlots = 4096;         // modules at once
inline constexpr std::uint32_t kMaxModule = 256u << 20;  // bytes, of text or binary
inline constexpr std::uint32_t kMaxStrings = 16u << 20;  // bytes of arguments and environment
inline constexpr std::uint32_t kMaxInput = 1u << 30;     // bytes of standard input
inline constexpr std::uint32_t kHeld = 16u << 20;        // bytes of output held until a trial's end
inline constexpr std::uint32_t kErrors = 1u << 20;       // bytes of standard error that are kept
inline constexpr std::uint32_t kPage = 64u << 10;        // bytes
inline constexpr std::uint32_t kMaxPages = 32768;        // of one module's memory: 2 GiB
inline constexpr std::uint32_t kMaxElements = 10'000'000;  // of a table
inline constexpr std::uint32_t kSharedAbi = 1;  // what compiled modules and assay-wasm agree on
inline constexpr int kTrapped = 134;            // the exit code that stands for a trap

enum class Kind : std::uint32_t {
  setup = 1,
  inspect,
  load,
  trial,
  ready = 16,
  checked,
  loaded,
  output,
  result
};

struct Header {
  Kind kind;
  std::uint32_t bytes;  // of what follows
};

enum class Engine : std::uint32_t { compiled, interpreter };

struct Setup {
  std::uint32_t protocol;
  std::uint32_t pinned;  // 1: cpus holds
  std::uint64_t cpus[kMaxCpus / 64];
};

struct Ready {
  std::uint32_t protocol;
  std::uint32_t pin_error;  // errno of pinning, 0 for none
  char libwabt[32];         // its version
};

struct Inspect {
  Engine engine;
};

// Followed by the module as binary when it came as text, or by what is wrong with it: what, why and
// hint, each with its end.
struct Checked {
  std::uint32_t good;
  std::uint32_t translated;
  std::uint32_t imports;  // 1: it imports from wasi_snapshot_preview1
  std::uint32_t memory;   // 1: it exports its memory
};

// Followed by strings, each with its end: path of the module (binary, or compiled), path of
// standard input ("" for none), arguments, environment.
struct Load {
  std::uint32_t slot;
  Engine engine;
  std::uint32_t argc;
  std::uint32_t envc;
  std::uint32_t keep_output;  // 0: it is counted only
};

// Followed by what went wrong.
struct Loaded {
  std::uint32_t good;
  std::uint32_t padding;
  std::int64_t load_ns;  // reading and decoding, or dlopen
};

struct Trial {
  std::uint32_t slot;
  std::uint32_t padding;
  std::uint64_t spin_ns;  // CPU time burnt while the clock runs, before _start
};

enum class End : std::uint32_t {
  exited,   // code
  trapped,  // text
  failed    // the engine could not make an instance; text
};

struct TrialResult {
  End end;
  std::int32_t code;
  std::int64_t wall_ns;     // _start, from call to return
  std::int64_t startup_ns;  // a fresh instance, its memory and start function included
  std::int64_t cpu_ns;      // of the thread, around _start; likewise below
  std::int64_t user_ns;
  std::int64_t sys_ns;
  std::int64_t minor_faults;
  std::int64_t major_faults;
  std::int64_t voluntary_switches;
  std::int64_t involuntary_switches;
  std::int64_t grow_calls;      // memory.grow that succeeded; -1: the engine does not tell
  std::int64_t grow_pages;      // what they added
  std::int64_t process_cpu_ns;  // of assay-wasm since its start
  std::uint64_t output_bytes;   // written to standard output, kept or not
  char text[256];               // with its end
};

}  // namespace assay::wasm
