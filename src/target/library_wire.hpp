// SPDX-License-Identifier: Apache-2.0
// One conversation with a worker: a round's order out, its figures back.
#pragma once
#include "base/result.hpp"
#include "model/ports.hpp"
#include "target/library_runner.hpp"
#include "worker/protocol.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay::sys {
class Part;
struct PartWait;
}  // namespace assay::sys

namespace assay::target {

// What a worker is asked for, beside the arms.
struct LibraryRound {
  std::uint32_t slices = 0;  // 0: load and look only
  std::uint32_t copies = 1;
  std::uint64_t calls = 0;  // in a slice; 0: find out
  std::uint64_t seed = 0;
  std::string standing;  // path of the shared worker::Standing
  std::string counts;    // path of the shared worker::AllocationCounts; empty: none
};

std::string round_message(const LibraryOptions& options, const LibraryRound& round,
                          std::span<const model::TrialRequest> order);

struct ArmFigures {
  worker::ArmResult result{};
  std::vector<double> slices;  // ns a call
};
struct RoundAnswer {
  worker::Answer head{};
  std::string text;              // of a failure
  std::vector<ArmFigures> arms;  // in the order asked
};
// False when the conversation broke; `got` says how.
enum class Heard { answer, gone, late, interrupted };
Heard hear(sys::Part& part, std::size_t arms, const sys::PartWait& wait, RoundAnswer& out);

// A failure that the worker told, as what a person should read.
Error library_error(const LibraryArm& arm, const worker::Answer& head, const std::string& text);

// The arm's figure of a round: the lower quartile. Whatever disturbs a slice makes it longer, so
// the shorter ones tell of the function; the very shortest would be chance again.
double typical(const std::vector<double>& slices);

// How many copies of each object are worth loading, when one takes so long.
std::uint32_t copies_for(const LibraryOptions& options, double startup_ns);

}  // namespace assay::target
