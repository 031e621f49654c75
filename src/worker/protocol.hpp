// SPDX-License-Identifier: Apache-2.0
// What the harness and assay-worker say to each other over a stream socket: plain structs of fixed
// layout, same machine, same build. One worker process is one round: it loads every arm's shared
// object, times calls of all of them in turns, answers and ends.
//
//   harness -> worker   Round, then for each arm in the order of loading: Arm + its strings
//   worker -> harness   Answer, then Answer::bytes of text (a failure) or for each arm in the order
//                       of the request: ArmResult + double[Answer::slices], ns a call
#pragma once
#include <cstddef>
#include <cstdint>

namespace assay::worker {

inline constexpr std::uint32_t kProtocol = 1;
inline constexpr int kSocket = 3;  // the worker's end
inline constexpr std::uint32_t kMaxArms = 64;
inline constexpr std::uint32_t kMaxSlices = 4096;
inline constexpr std::uint32_t kMaxCpus = 1024;
inline constexpr std::uint32_t kMaxText = 1u << 20;
inline constexpr std::uint32_t kAbi = 1;  // ASSAY_BENCH_ABI of include/assay/bench.h

struct Round {
  std::uint32_t protocol;
  std::uint32_t arms;
  std::uint32_t slices;               // wanted for each arm; 0: load and look only
  std::uint32_t copies;               // of each object, that take turns
  double slice_ns;                    // how long one should take
  std::uint64_t calls;                // in a slice, as an earlier round found; 0: find out
  std::uint64_t seed;                 // of the order of slices and of the layout
  std::uint32_t standing_path;        // bytes of the path of a file with a Standing, which follow
  std::uint32_t count_path;           // bytes of the path of a file with AllocationCounts; 0: none
  std::uint64_t cpus[kMaxCpus / 64];  // it may run on; none set: any
};

struct Arm {
  std::uint32_t path;  // bytes of each string, without an end; they follow in this order
  std::uint32_t symbol;
  std::uint32_t argc;     // words for setup, each with a zero behind it
  std::uint32_t argv;     // bytes of them all
  std::uint64_t spin_ns;  // burnt with each call (a positive control)
};

enum class Failure : std::uint32_t {
  none,
  protocol,   // another build
  machinery,  // a copy could not be made
  load,       // dlopen said no
  symbol,     // no entry point
  abi_absent,
  abi_other,
  setup  // it returned another number than 0
};

struct Answer {
  Failure failure;
  std::uint32_t arm;     // of the failure, in the order of the request
  std::uint32_t slices;  // made for each arm
  std::uint32_t bytes;   // of text: what went wrong
  std::int64_t code;     // what setup returned, or the ABI
  std::uint64_t calls;   // in a slice
  double clock_ns;       // what the two clock reads of a slice cost
  double cpu_ns;         // that the whole process has used
};

struct ArmResult {
  double startup_ns;   // dlopen, lookup and setup, of one copy
  double cpu_ns;       // a call, over all slices; negative: not known
  double alloc_calls;  // a call, likewise
  double alloc_bytes;
};

// What the worker is at, in a shared file: after a crash, whose code it was.
enum class Phase : std::uint32_t { none, load, setup, run, teardown };
struct Standing {
  Phase phase;
  std::uint32_t arm;
};

// Counted by the preloaded interposer of every process, in a shared file that ASSAY_ALLOC_COUNTS
// names. A slot is a cache line, threads are spread over them.
inline constexpr std::uint32_t kCountSlots = 63;
struct alignas(64) CountSlot {
  std::uint64_t calls;
  std::uint64_t bytes;
};
struct alignas(64) AllocationCounts {
  std::uint64_t attached;  // programs that the interposer was loaded into
  std::uint64_t bypassed;  // of these, with a malloc of their own that hides the interposer's
  CountSlot slot[kCountSlots];
};
static_assert(sizeof(AllocationCounts) == 4096);

}  // namespace assay::worker
