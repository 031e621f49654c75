// SPDX-License-Identifier: Apache-2.0
#include "model/soak.hpp"

#include <array>

namespace assay::model {
namespace {

// In the order of the enumerators; the words are in files and in scripts: never change one.
constexpr std::array<std::string_view, 4> kRoles = {"drops", "delivered", "counter", "gauge"};
constexpr std::array<std::string_view, 7> kTroubles = {"none",
                                                       "counter-unreachable",
                                                       "counter-missing",
                                                       "counter-unparsable",
                                                       "counter-not-finite",
                                                       "counter-negative",
                                                       "counter-backwards"};

}  // namespace

std::string_view name(CounterRole role) {
  return kRoles[std::size_t(role)];
}
std::string_view name(CounterTrouble trouble) {
  return kTroubles[std::size_t(trouble)];
}

const SoakCheck* find_check(const SoakResult& result, std::string_view name) {
  for (const SoakCheck& check : result.checks)
    if (check.name == name) return &check;
  return nullptr;
}

}  // namespace assay::model
