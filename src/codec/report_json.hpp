// SPDX-License-Identifier: Apache-2.0
// model::Report to assay.report/1 and back: docs/report-format.md, docs/report.schema.json.
#pragma once
#include "base/result.hpp"
#include "codec/sink.hpp"
#include "model/report.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::codec {

// Streams the report in 64 KiB beyond what the report itself takes. Errors are the sink's, and
// Fault::internal for a report that cannot be one (two arms of one name, columns longer than their
// arm's samples).
Result<void> write_report(const model::Report& report, const Sink& sink);
// The same on one line, ended by a newline: for files of many reports (NDJSON).
Result<void> write_report_line(const model::Report& report, const Sink& sink);

// A text that is read in place needs this many bytes of capacity beyond its size; one that has
// fewer is copied first.
inline constexpr std::size_t kReadPadding = 64;

// Any bytes are safe to hand in. Errors are Fault::usage: not JSON, not a report, cut short, a
// newer schema, columns that disagree, numbers out of range. Members it does not know are skipped:
// a later assay may add some within the same schema number.
Result<model::Report> read_report(std::string text);
// The same without a copy. REQUIRES: kReadPadding readable bytes behind `text`.
Result<model::Report> read_report_in_place(std::string_view text);

}  // namespace assay::codec
