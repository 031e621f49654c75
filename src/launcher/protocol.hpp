// SPDX-License-Identifier: Apache-2.0
// What the harness and the launcher say to each other over a stream socket: plain structs of fixed
// layout, same machine, same build, so no byte order and no version but this one number.
//
//   harness -> launcher   Header{setup}   Setup (with fds by SCM_RIGHTS)
//                         Header{command} CommandHeader + strings
//                         Header{batch}   Trial[n]
//                         Header{cancel}  nothing; at any time, kills the running trial
//   launcher -> harness   Header{results} TrialResult[n], n <= trials asked; always one a batch
//                         Header{ready}   Ready, once after setup
#pragma once
#include <cstdint>

namespace assay::launcher {

inline constexpr std::uint32_t kProtocol = 1;
inline constexpr std::uint32_t kMaxCommands = 256;    // slots
inline constexpr std::uint32_t kMaxBatch = 64;        // trials a batch
inline constexpr std::uint32_t kMaxCounters = 8;      // perf events

enum class Kind : std::uint32_t { setup = 1, command, batch, cancel, ready = 16, results };

struct Header {
  Kind kind;
  std::uint32_t bytes;  // of what follows
};

}  // namespace assay::launcher
