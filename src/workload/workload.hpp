// SPDX-License-Identifier: Apache-2.0
// The built-in workloads: one operation, many times, each timed by one chained timestamp.
#pragma once
#include "base/result.hpp"
#include "model/op_profile.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::workload {

struct Spec {
  std::string name;                         // of all()
  std::optional<std::uint64_t> iterations;  // absent: the workload's own default
  std::optional<std::uint64_t> warmup;      // likewise
  std::uint64_t repeats = 1;
  std::uint64_t burn_in = 0;
  std::string file = "/etc/hosts";
  std::string host = "127.0.0.1";
  std::uint16_t port = 9;
  std::uint64_t files = 400;  // stat_walk: at most so many
  // Operations a second, for so long: what a soak drives. 0: as fast as can be, `iterations` times.
  double rate = 0;
  double duration_ns = 0;
  int interrupt_fd = -1;
};

struct Described {
  std::string_view name;
  std::string_view about;
  std::uint64_t iterations;  // default
  std::uint64_t warmup;      // default
  // Which parts of a Spec it heeds.
  bool file = false, address = false, files = false;
};
std::span<const Described> all();
// Null when there is none of that name.
const Described* find(std::string_view name);

// The operation is done once before anything else, to see that it works.
// Faults: usage (no such workload, 0 iterations, a file that cannot be read, a host that cannot be
// connected to), program (an operation failed later on), interrupted, internal.
Result<model::OpProfile> run(const Spec& spec);

}  // namespace assay::workload
