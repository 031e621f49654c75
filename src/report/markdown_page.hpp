// SPDX-License-Identifier: Apache-2.0
// One report in Markdown, in the parts that a page or a comment is made of.
#pragma once
#include "model/report.hpp"

#include <string>

namespace assay::report {

// A row for each arm and metric: median, and the comparison where there is one.
std::string markdown_table(const model::Report& report);
// How it was measured, what disturbed it, the commands and the host.
std::string markdown_details(const model::Report& report);

}  // namespace assay::report
