// SPDX-License-Identifier: Apache-2.0
// Figures and verdicts as people say them: "candidate is 3.1 % slower than baseline
// (2.4 … 3.9 %)". Names come out as they are; the caller passes the sentence through shown().
#pragma once
#include "model/comparison.hpp"
#include "model/metric.hpp"
#include "model/report.hpp"
#include "report/style.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace assay::report {

// "+3.1 %" or "+1.20 MiB": the estimate; a dash where no single shift fits.
std::string change_text(const model::Comparison& c, std::string_view unit);
// "+2.4 … +3.9 %", "≥ +2.4 %", "≤ 4", or "not bounded yet".
std::string interval_text(const model::Comparison& c, std::string_view unit);
// "1 %" or "64 KiB": the smallest effect that was worth a verdict.
std::string effect_text(double effect, model::Scale scale, std::string_view unit);
// Two values of a unit in the unit of the larger one: "9.98 … 10.03 ms".
std::string range_text(double lower, double upper, std::string_view unit);

// How long something took or will take: "0.4 s", "12.3 s", "3 min 05 s".
std::string elapsed_text(double ns);

// The verdict in one or two words that fit the metric: "slower", "less", "equivalent".
std::string verdict_words(const model::Comparison& c, const model::Metric& metric);

// The whole finding as one sentence without a full stop.
std::string sentence(const model::Comparison& c, const model::Metric& metric);
// What could be done about an inconclusive comparison; empty for others.
std::string remedy(const model::Comparison& c, const model::Report& report);

// The metric's row; one with only the name when the report lacks it.
model::Metric metric_of(const model::Report& report, std::string_view name);

// What the sentence at the top is about: the first gated comparison that is not the control's,
// else the first that is not; null when there is none.
const model::Comparison* primary(const model::Report& report);

// The colour of a verdict.
Ink ink_of(model::Verdict verdict);
bool is_control(const model::Report& report, const model::Comparison& c);

}  // namespace assay::report
