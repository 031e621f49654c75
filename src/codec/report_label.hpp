// SPDX-License-Identifier: Apache-2.0
// What a JSON document says it is, without it being read: a report, and of which scenario.
#pragma once
#include "base/result.hpp"

#include <simdjson.h>

#include <string>
#include <string_view>

namespace assay::codec {

struct ReportLabel {
  bool report = false;           // false: a document of another "kind", to be skipped
  std::string scenario, target;  // empty: of no scenario
};

// Looks at the members that say it and steps over the others, so that all of it is seen to be
// complete. REQUIRES: kReadPadding readable bytes behind `text`. Fault: usage (not JSON, cut short,
// neither a report nor of any kind, a newer schema).
Result<ReportLabel> read_label(std::string_view text);

// The number of assay.report/NUMBER. Throws BadMember for what is no report or too new.
int schema_number(simdjson::ondemand::document& document);

// The error for what is no report: `path` of the member that is wrong, and why.
Error unreadable_report(const std::string& path, const std::string& why);

}  // namespace assay::codec
