// SPDX-License-Identifier: Apache-2.0
// The JSON and CSV that hyperfine writes, so that what reads its files reads ours: an arm a result,
// seconds, wall times. `command` is the arm's name. What was not measured is null or empty.
#pragma once
#include "codec/sink.hpp"
#include "model/report.hpp"

#include <string>

namespace assay::codec {

// Both take mean, stddev, median, user, system, min and max from the arms' summaries.
// REQUIRES: report::summarise was called, or the report was read from a file.
Result<void> write_hyperfine_json(const model::Report& report, const Sink& sink);
std::string hyperfine_csv(const model::Report& report);

}  // namespace assay::codec
