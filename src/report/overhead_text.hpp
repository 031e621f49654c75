// SPDX-License-Identifier: Apache-2.0
// What `assay overhead` prints for people. Pure.
#pragma once
#include "model/overhead.hpp"
#include "report/style.hpp"

#include <string>

namespace assay::report {

std::string overhead_text(const model::OverheadResult& result, const TextStyle& style);

}  // namespace assay::report
