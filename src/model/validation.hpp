// SPDX-License-Identifier: Apache-2.0
// What `assay validate` found: assay.validate/1 (docs/artifacts.md) as plain values.
#pragma once
#include "model/gate_result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::model {

// What kind of fault: stable words for scripts.
namespace fault_code {
inline constexpr std::string_view kMissingFile = "missing-file";
inline constexpr std::string_view kUnreadable = "unreadable";  // no file, a link, too large
inline constexpr std::string_view kNotJson = "not-json";       // or a key twice, or nested too deep
inline constexpr std::string_view kSchema = "schema";      // a key is missing, or of a wrong type
inline constexpr std::string_view kOrder = "order";        // percentiles, ends of an interval
inline constexpr std::string_view kLabel = "label";        // with_agent
inline constexpr std::string_view kMismatch = "mismatch";  // two files measured different things
inline constexpr std::string_view kMixedRuns = "mixed-runs";
inline constexpr std::string_view kDigest = "digest";    // not what the MANIFEST lists
inline constexpr std::string_view kDerived = "derived";  // does not follow from the other figures
inline constexpr std::string_view kStatus = "status";    // says other than its figures
}  // namespace fault_code

struct ValidationFault {
  std::string file;
  std::string pointer;    // RFC 6901; "" is the whole file
  std::size_t line = 0;   // of a text; 0 = none
  std::string_view code;  // of fault_code
  std::string what;       // goes on where the place ends: "is 2, but ..."
};

// A gate that the files were held against, as ratios or as percentages, as `name` says.
struct ValidationGate {
  std::string name;  // "open_p95_ratio", "workload_full_read/delta_pct"
  CheckOutcome outcome = CheckOutcome::missing;
  std::optional<double> value, lower, upper, limit;
  std::string detail;
};

struct Validation {
  std::string folder;              // empty: single files
  std::string run_id;              // empty: the files name none
  std::vector<std::string> files;  // that were read
  std::vector<ValidationFault> faults;
  std::vector<ValidationGate> gates;
  std::vector<std::string> unchecked;  // what the files at hand do not allow to check
  std::vector<std::string> notes;
};

}  // namespace assay::model
