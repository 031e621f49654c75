// SPDX-License-Identifier: Apache-2.0
// What a hosted runner and a strict host say together, as a person reads it.
#pragma once
#include "model/hosted_strict.hpp"

#include <string>

namespace assay::report {

// A line a side, then the case and what it means. Ends in a newline.
std::string hosted_strict_text(const model::HostedStrict& judged);

}  // namespace assay::report
