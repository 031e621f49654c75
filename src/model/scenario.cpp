// SPDX-License-Identifier: Apache-2.0
#include "model/scenario.hpp"

#include <array>

namespace assay::model {
namespace {

constexpr std::array<std::string_view, 5> kTargets = {"process", "library", "server", "wasm-local",
                                                      "wasm-cloudflare"};

}  // namespace

std::string_view name(Target target) {
  return kTargets[std::size_t(target)];
}

std::optional<Target> target_named(std::string_view name) {
  for (std::size_t i = 0; i < kTargets.size(); ++i)
    if (kTargets[i] == name) return Target(i);
  return std::nullopt;
}

}  // namespace assay::model
