// SPDX-License-Identifier: Apache-2.0
// Flags of `assay validate`: the reference's, a file each.
#include "app/wording.hpp"
#include "base/text.hpp"
#include "cli/apply.hpp"
#include "model/artifacts.hpp"

namespace assay::cli {
namespace {

namespace artifact = model::artifact;

template <const std::string_view& kName>
Result<void> take_file(Draft& draft, const Given& given) {
  auto path = some_text(given);
  if (!path) return std::move(path).error();
  draft.validate.files.emplace_back(kName, *std::move(path));
  return {};
}
template <auto kMember>
Result<void> take_ratio(Draft& draft, const Given& given) {
  const auto ratio = parse_double(given.value());
  if (!ratio || *ratio <= 0)
    return app::bad_usage(given.flag + " takes a ratio, not " + app::in_quotes(given.value()),
                          "it is no number above 0", "1.05 allows 5 % more than the baseline");
  draft.validate.limits.*kMember = *ratio;
  return {};
}
Result<void> take_report(Draft& draft, const Given& given) {
  return put(draft.validate.report, some_text(given));
}

// clang-format off
const Flag kValidateRows[] = {
    {.name = "open-baseline", .values = "FILE", .users = kValidate,
     .help = "An open profile without the agent.",
     .apply = take_file<artifact::kOpenBaseline>},
    {.name = "open-with-agent", .values = "FILE", .users = kValidate,
     .help = "The same with it.",
     .apply = take_file<artifact::kOpenWithAgent>},
    {.name = "connect-baseline", .values = "FILE", .users = kValidate,
     .help = "A connect profile without the agent.",
     .apply = take_file<artifact::kConnectBaseline>},
    {.name = "connect-with-agent", .values = "FILE", .users = kValidate,
     .help = "The same with it.",
     .apply = take_file<artifact::kConnectWithAgent>},
    {.name = "workload", .values = "FILE", .users = kValidate,
     .help = "A workload suite.",
     .apply = take_file<artifact::kWorkloadSuite>},
    {.name = "open-compare", .values = "FILE", .users = kValidate,
     .help = "An open comparison.",
     .apply = take_file<artifact::kOpenCompare>},
    {.name = "slo-summary", .values = "FILE", .users = kValidate,
     .help = "A summary of the SLO table.",
     .apply = take_file<artifact::kSloSummary>},
    {.name = "report", .values = "FILE", .users = kValidate,
     .help = "Write the evidence report of single files here, unless they have faults.",
     .apply = take_report},
    {.name = "max-open-p95-ratio", .values = "RATIO", .users = kValidate,
     .help = "What p95 of open may be, as a multiple of the baseline's (default 1.05).",
     .apply = take_ratio<&app::RatioLimits::open_p95>},
    {.name = "max-connect-p95-ratio", .values = "RATIO", .users = kValidate,
     .help = "The same of connect (default 1.05).",
     .apply = take_ratio<&app::RatioLimits::connect_p95>},
};
// clang-format on

}  // namespace

Section validate_flags() {
  return {"Artifacts", kValidateRows};
}

}  // namespace assay::cli
