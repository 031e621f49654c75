// SPDX-License-Identifier: Apache-2.0
// Whole messages over the harness's socket. The worker ends where the harness is gone.
#pragma once
#include "worker/protocol.hpp"

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace assay::worker {

void read_all(void* bytes, std::size_t size);
void write_all(const void* bytes, std::size_t size);

template <typename T>
T read_one() {
  static_assert(std::is_trivially_copyable_v<T>);
  T out{};
  read_all(&out, sizeof out);
  return out;
}
std::string read_text(std::uint32_t bytes);

// An arm with its strings.
struct WantedArm {
  std::string path;
  std::string symbol;
  std::vector<std::string> argv;
  std::uint64_t spin_ns = 0;
};
WantedArm read_arm();

// Answers with a failure and ends the process.
[[noreturn]] void fail(Failure failure, std::uint32_t arm, const std::string& text,
                       std::int64_t code = 0);

}  // namespace assay::worker
