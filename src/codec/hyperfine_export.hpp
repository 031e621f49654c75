// SPDX-License-Identifier: Apache-2.0
// The JSON and CSV that hyperfine writes, so that what reads its files reads ours: an arm a result,
// seconds, wall times. `command` is the arm's name. What was not measured is null or empty.
#pragma once
#include "codec/json_writer.hpp"
#include "codec/sink.hpp"
#include "model/report.hpp"

#include <string>
#include <string_view>

namespace assay::codec {

// They take mean, stddev, median, user, system, min and max from the arms' summaries.
// REQUIRES: report::summarise was called, or the report was read from a file.
Result<void> write_hyperfine_json(const model::Report& report, const Sink& sink);
// An element of its "results"; nothing, and false, for an arm without a wall time.
bool write_hyperfine_result(JsonWriter& json, const model::Report& report, const model::Arm& arm,
                            std::string_view command);
std::string hyperfine_csv(const model::Report& report);

}  // namespace assay::codec
