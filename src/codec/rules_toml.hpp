// SPDX-License-Identifier: Apache-2.0
// The rules of a gate: strict TOML, assay.rules/1 (docs/gate-rules.md). Pure.
#pragma once
#include "base/result.hpp"
#include "model/rules.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

// `file` is named in errors. Faults: usage; all that is wrong is told at once, each with
// FILE:LINE:COLUMN and the nearest valid word. A file without a rule is wrong: a gate that cannot
// fail is a defect.
Result<model::GateRules> read_rules(std::string_view text, const std::string& file);

// One number of the file, rewritten.
struct RuleEdit {
  std::size_t rule = 0;  // from 0, as read
  std::string key;       // "limit", "pct", "abs"
  std::string value;     // as TOML has it: 5, "12.5ms"
};
// The same text with these values in the place of the old ones, everything else as it was, comments
// and layout included. REQUIRES: read_rules() took the text. Faults: internal (a value not found).
Result<std::string> edit_rules(std::string_view text, const std::vector<RuleEdit>& edits);

// A [[history]] table for the end of the file. `date`: YYYY-MM-DD.
std::string history_entry(const std::string& date, const std::string& reason,
                          const std::vector<std::string>& changes);

}  // namespace assay::codec
