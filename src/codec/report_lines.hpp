// SPDX-License-Identifier: Apache-2.0
// Files of one report or of many: a report as assay.report/1 in any layout, or NDJSON, one report a
// line. Lines of another kind ({"kind":"diff",...}) and blank ones are skipped. Pure.
#pragma once
#include "base/result.hpp"
#include "codec/sink.hpp"
#include "model/report.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

// Hands over each report of `text` in order with the line it stands on, from 1. One at a time: a
// report of a few samples takes half a megabyte of memory, so ten thousand need not be held
// together. An error of `take` ends it. Faults: usage (a line that is no report or is cut short,
// named by its number; no report at all).
using TakeReport = std::function<Result<void>(model::Report&& report, std::size_t line)>;
Result<void> each_report(std::string_view text, const TakeReport& take);

// Where a report stands, and what it says it is about.
struct ReportPlace {
  std::size_t line = 0;          // its first, from 1
  std::string_view text;         // within the text that was handed in
  std::string scenario, target;  // empty: of no scenario
};
// All reports of `text` without reading their samples: a gigabyte a second. Every line is seen to
// be complete JSON and of a schema that read_report() reads. REQUIRES: kReadPadding readable bytes
// behind `text`. Faults as of each_report().
Result<std::vector<ReportPlace>> index_reports(std::string_view text);

// All of them.
Result<std::vector<model::Report>> read_reports(std::string_view text);

// One report with members on lines, several as NDJSON.
Result<void> write_reports(std::span<const model::Report> reports, const Sink& sink);

}  // namespace assay::codec
