// SPDX-License-Identifier: Apache-2.0
#include "model/gate_result.hpp"

#include <array>

namespace assay::model {
namespace {

// In the order of the enumerators; the words are in files and in scripts: never change one.
constexpr std::array<std::string_view, 4> kOutcomes = {"pass", "fail", "inconclusive", "missing"};
constexpr std::array<std::string_view, 4> kModes = {"budget", "regression", "slo", "stability"};

int badness(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::fail:
      return 3;
    case CheckOutcome::missing:
      return 2;
    case CheckOutcome::inconclusive:
      return 1;
    case CheckOutcome::pass:
      break;
  }
  return 0;
}

}  // namespace

std::string_view name(CheckOutcome outcome) {
  return kOutcomes[std::size_t(outcome)];
}
std::string_view name(RuleMode mode) {
  return kModes[std::size_t(mode)];
}
std::string_view name(Strictness strictness) {
  return strictness == Strictness::strict ? "strict" : "advisory";
}

CheckOutcome worst(CheckOutcome a, CheckOutcome b) {
  return badness(a) >= badness(b) ? a : b;
}

}  // namespace assay::model
