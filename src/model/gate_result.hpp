// SPDX-License-Identifier: Apache-2.0
// What a gate found: assay.gate/1 (docs/gate-result.md) as plain values. gate makes it, codec
// writes it, report renders it.
#pragma once
#include "model/rules.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::model {

enum class CheckOutcome { pass, fail, inconclusive, missing };
std::string_view name(CheckOutcome outcome);
std::string_view name(RuleMode mode);
std::string_view name(Strictness strictness);
// The worse of two: fail, missing, inconclusive, pass.
CheckOutcome worst(CheckOutcome a, CheckOutcome b);

// Why a check came out as it did: stable words for scripts.
namespace code {
inline constexpr std::string_view kHolds = "holds";                  // proven
inline constexpr std::string_view kBroken = "broken";                // proven
inline constexpr std::string_view kUndecided = "undecided";          // the interval straddles
inline constexpr std::string_view kTooFew = "too-few";               // trials, for this statistic
inline constexpr std::string_view kNoMetric = "no-metric";           // absent from the report
inline constexpr std::string_view kNoArm = "no-arm";                 // nothing to set against
inline constexpr std::string_view kNoBaseline = "no-baseline";       // none stored
inline constexpr std::string_view kIncomparable = "not-comparable";  // host, target, plan, ...
inline constexpr std::string_view kRunFailed = "run-failed";         // report status failed
inline constexpr std::string_view kInterrupted = "run-interrupted";  // would pass, but was cut
inline constexpr std::string_view kCheckFailed = "check-failed";     // a check of the run itself
inline constexpr std::string_view kNothingMatched =
    "nothing-matched";  // the rule looked at nothing
inline constexpr std::string_view kMuteExpired = "mute-expired";
}  // namespace code

// A rule applied to one arm and metric of one report.
struct GateCheck {
  std::string rule;
  std::optional<RuleMode> mode;  // none: the run's own checks, which no rule asked for
  std::string scenario, metric, arm, baseline, statistic;  // empty where they mean nothing
  std::string source;                                      // the report: "FILE" or "FILE:LINE"
  std::size_t line = 0;                                    // of the rule in its file; 0 = none
  CheckOutcome outcome = CheckOutcome::missing;
  std::string code;
  std::string detail;  // a sentence for people
  bool advisory = false;
  std::optional<Mute> mute;  // in force: the check decides nothing
  // As judged: values in `unit`, ratios when it is "ratio", shares when it is "share".
  std::string unit;
  std::optional<double> value, lower, upper, limit;
  bool decides() const { return !advisory && !mute; }
};

struct GateMute {
  std::string rule;
  Mute mute;
  bool expired = false;
};

struct GateResult {
  std::string rules;  // the file
  std::string date;   // UTC, YYYY-MM-DD: what mutes were held against
  Strictness strictness = Strictness::strict;
  std::size_t reports = 0;
  std::vector<GateCheck> checks;
  std::vector<std::string> unmatched;  // rules that looked at nothing
  std::vector<GateMute> mutes;
  CheckOutcome verdict = CheckOutcome::pass;  // worst of the checks that decide
};

}  // namespace assay::model
