// SPDX-License-Identifier: Apache-2.0
#include "cli/draft.hpp"

#include "app/parameters.hpp"
#include "app/wording.hpp"

#include <array>

namespace assay::cli {
namespace {

Result<std::vector<app::Parameter>> parameters_of(Draft& draft) {
  if (draft.early_step)
    return app::bad_usage("-D has no range to step through", "there is no -P",
                          "write -P VAR MIN MAX -D DELTA");
  std::vector<app::Parameter> out;
  for (DraftParameter& parameter : draft.parameters) {
    if (parameter.values.empty()) {
      auto values = app::range_values(parameter.name, parameter.min, parameter.max, parameter.step);
      if (!values) return std::move(values).error();
      parameter.values = *std::move(values);
    }
    out.push_back({std::move(parameter.name), std::move(parameter.values)});
  }
  return out;
}

}  // namespace

std::span<const Section> all_sections() {
  static const std::array kSections = {
      scenario_flags(), what_flags(),     hook_flags(),       parameter_flags(), execution_flags(),
      plan_flags(),     decision_flags(), own_metric_flags(), baseline_flags(),  prove_flags(),
      init_flags(),     gate_flags(),     agent_flags(),      overhead_flags(),  workload_flags(),
      soak_flags(),     validate_flags(), view_flags(),       export_flags(),    ci_flags(),
      exchange_flags()};
  return kSections;
}

Result<std::optional<Read>> read_draft(std::span<const std::string> words, User user) {
  auto taken = read_words(words, all_sections(), user);
  if (!taken) return std::move(taken).error();
  if (taken->help) return std::optional<Read>();
  Read read;
  for (const Match& match : taken->flags)
    if (auto ok = match.flag->apply(read.draft, match.given); !ok) return std::move(ok).error();
  auto parameters = parameters_of(read.draft);
  if (!parameters) return std::move(parameters).error();
  read.draft.common.parameters = *std::move(parameters);
  read.operands = std::move(taken->operands);
  read.after_dashes = std::move(taken->after_dashes);
  return std::optional<Read>(std::move(read));
}

}  // namespace assay::cli
