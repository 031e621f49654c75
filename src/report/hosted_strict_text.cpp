// SPDX-License-Identifier: Apache-2.0
#include "report/hosted_strict_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace assay::report {

std::string hosted_strict_text(const model::HostedStrict& judged) {
  const auto side = [](std::string_view which, const model::GateSide& held) {
    std::string out = fmt::format("{}: {} ({}, {}", which, model::name(held.outcome),
                                  printable(held.file), printable(held.detail));
    if (held.advisory) out += ", advisory";
    return out + ")\n";
  };
  return side("hosted", judged.hosted) + side("strict", judged.strict) +
         fmt::format("{}: {}\n", model::name(judged.which), judged.meaning);
}

}  // namespace assay::report
