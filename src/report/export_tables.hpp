// SPDX-License-Identifier: Apache-2.0
// The tables that hyperfine exports, in its columns: Command | Mean | Min | Max | Relative. Wall
// times; relative to the baseline by the ratio of means, its spread propagated as hyperfine does.
#pragma once
#include "model/report.hpp"

#include <optional>
#include <string>

namespace assay::report {

enum class TimeUnit { microsecond, millisecond, second };
enum class RowOrder { command, mean_time };

struct ExportTable {
  std::optional<TimeUnit> unit;  // none: seconds when the first mean is a second or more, else ms
  RowOrder order = RowOrder::command;
};

std::string to_markdown(const model::Report& report, const ExportTable& how);
std::string to_asciidoc(const model::Report& report, const ExportTable& how);
std::string to_orgmode(const model::Report& report, const ExportTable& how);

}  // namespace assay::report
