// SPDX-License-Identifier: Apache-2.0
// TAP 14: a test point a check. What does not decide (muted, advisory) carries a TODO directive.
#pragma once
#include "report/ci.hpp"

#include <string>

namespace assay::report {

std::string to_tap(const CiDocument& document);

}  // namespace assay::report
