// SPDX-License-Identifier: Apache-2.0
// Files of one report or of many: a report as assay.report/1 in any layout, or NDJSON, one report a
// line. Pure.
#pragma once
#include "base/result.hpp"
#include "codec/sink.hpp"
#include "model/report.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace assay::codec {

// Hands over each report of `text` in order with the line it stands on, from 1. One at a time: a
// report of a few samples takes half a megabyte of memory, so ten thousand need not be held
// together. Blank lines are skipped. An error of `take` ends it. Faults: usage (a line that is no
// report or is cut short, named by its number; no report at all).
using TakeReport = std::function<Result<void>(model::Report&& report, std::size_t line)>;
Result<void> each_report(std::string_view text, const TakeReport& take);

// All of them.
Result<std::vector<model::Report>> read_reports(std::string_view text);

// One report with members on lines, several as NDJSON.
Result<void> write_reports(std::span<const model::Report> reports, const Sink& sink);

}  // namespace assay::codec
