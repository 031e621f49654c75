// SPDX-License-Identifier: Apache-2.0
// How a trial ended, in the words of model. Pure.
#pragma once
#include "launcher/protocol.hpp"
#include "model/ports.hpp"

#include <string>
#include <string_view>

namespace assay::target {

// The outcome without its values. `errors` is the end of its standard error, `command` the program
// as spawned; they make the detail of a trial that failed.
model::TrialOutcome outcome_of(const launcher::TrialResult& result, std::string_view executable,
                               std::string_view errors);

// The last `lines` lines of a text, with bytes that could drive a terminal made visible.
std::string last_lines(std::string_view text, std::size_t lines);

}  // namespace assay::target
