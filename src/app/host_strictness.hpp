// SPDX-License-Identifier: Apache-2.0
// Whether a host is fit for a strict verdict: what --strict claims is looked at, not believed.
#pragma once
#include "app/doctor.hpp"
#include "base/result.hpp"
#include "model/report.hpp"

#include <string>
#include <vector>

namespace assay::app {

// Why the host does not qualify, a sentence each; empty when governor, turbo, load and steal are
// known and in order. What the machine does not tell is not in order. `watched`: load and steal
// were looked at for a while.
std::vector<std::string> strict_objections(const std::vector<Finding>& findings, bool watched);

// The same of the rounds that were measured: foreign CPU and steal while they ran.
std::vector<std::string> strict_objections(const model::Rounds& rounds);

}  // namespace assay::app
