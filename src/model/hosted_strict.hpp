// SPDX-License-Identifier: Apache-2.0
// Two hosts held the same change against its gates: a hosted runner, whose alerts are early
// signals, and a strict host, which decides (docs/artifacts.md).
#pragma once
#include "model/gate_result.hpp"

#include <string>
#include <string_view>

namespace assay::model {

struct GateSide {
  std::string file;
  std::string kind;  // "gate", "slo-summary", "report"
  CheckOutcome outcome = CheckOutcome::missing;
  bool advisory = false;  // it says itself that it is only advice
  std::string detail;     // where the outcome is from
};

enum class HostedCase { none_pass, alert_pass, none_fail, alert_fail, undecided };

// "none+pass", "alert+pass", "none+fail", "alert+fail", "undecided": stable words for scripts.
std::string_view name(HostedCase which);

struct HostedStrict {
  GateSide hosted, strict;
  HostedCase which = HostedCase::undecided;
  std::string meaning;  // a sentence for people, and what to do
};

}  // namespace assay::model
