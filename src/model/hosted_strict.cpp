// SPDX-License-Identifier: Apache-2.0
#include "model/hosted_strict.hpp"

#include <array>

namespace assay::model {

std::string_view name(HostedCase which) {
  constexpr std::array<std::string_view, 5> kNames = {"none+pass", "alert+pass", "none+fail",
                                                      "alert+fail", "undecided"};
  return kNames[std::size_t(which)];
}

}  // namespace assay::model
