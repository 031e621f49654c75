// SPDX-License-Identifier: Apache-2.0
#include "model/comparison.hpp"

#include <array>

namespace assay::model {
namespace {

// In the order of the enumerators; the words are in files and in scripts: never change one.
constexpr std::array<std::string_view, 4> kVerdicts = {"regression", "improvement", "equivalent",
                                                       "inconclusive"};

}  // namespace

std::string_view name(Verdict verdict) {
  return kVerdicts[std::size_t(verdict)];
}

std::optional<Verdict> verdict_named(std::string_view name) {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i)
    if (kVerdicts[i] == name) return Verdict(i);
  return std::nullopt;
}

}  // namespace assay::model
