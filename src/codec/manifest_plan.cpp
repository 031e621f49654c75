// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "base/units.hpp"
#include "codec/manifest_parts.hpp"

namespace assay::codec {
namespace {

std::optional<double> with_suffix(std::string_view text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return std::nullopt;
  text.remove_suffix(suffix.size());
  const auto number = parse_double(trim(text));
  return number && *number >= 0 ? number : std::nullopt;
}

// "1%,50us": at most one each of a share, a time, a size and a count.
void read_min_effect(const TomlValue& value, model::ScenarioPlan& plan) {
  const auto text = text_of(value);
  if (!text) return;
  plan.min_effect_relative = plan.min_effect_ns = plan.min_effect_bytes = plan.min_effect_count =
      std::nullopt;
  for (const std::string& raw : split(*text, ',')) {
    const std::string_view part = trim(raw);
    std::optional<double>* into = &plan.min_effect_relative;
    auto amount = with_suffix(part, "%");
    if (amount) amount = *amount / 100;
    if (!amount && (amount = with_suffix(part, "count"))) into = &plan.min_effect_count;
    // A number alone would be seconds here and percents elsewhere.
    const bool bare = parse_double(part).has_value();
    if (!amount && !bare && (amount = parse_duration_ns(part))) into = &plan.min_effect_ns;
    if (!amount && !bare && (amount = parse_bytes(part))) into = &plan.min_effect_bytes;
    if (!amount)
      return value.wrong_value("like \"1%,50us\" (a share, a time, a size, a count)", *text);
    if (*into)
      return value.fault("'" + printable(part) + "' is the second of its kind",
                         "each kind is given once");
    *into = amount;
  }
}

}  // namespace

void read_plan(const TomlValue& value, ManifestDraft& draft) {
  model::ScenarioPlan& plan = draft.scenario.plan;
  reject_pair(value, "iterations", "rounds");
  for (const std::string_view fixed : {"iterations", "rounds"})
    for (const std::string_view open : {"min_rounds", "max_rounds", "max_time"})
      reject_pair(value, fixed, open);
  read_table(
      value,
      noted(draft, {count_field("iterations", plan.iterations, {.min = 1}),
                    count_field("rounds", plan.iterations, {.min = 1}),
                    count_field("warmup", plan.warmup),
                    count_field("min_rounds", plan.min_rounds, {.min = 1}),
                    count_field("max_rounds", plan.max_rounds, {.min = 1}),
                    field_by("max_time", plan.max_time_ns, some_time_of),
                    {"alpha",
                     [&](const TomlValue& alpha) {
                       const auto number = number_of(alpha);
                       if (number && *number > 0 && *number < 0.5)
                         plan.alpha = *number;
                       else if (number)
                         alpha.fault("'plan.alpha' must be > 0 and < 0.5",
                                     "it is the probability of a false verdict");
                     }},
                    {"min_effect", [&](const TomlValue& effect) { read_min_effect(effect, plan); }},
                    count_field("seed", plan.seed),
                    field("control", plan.control)}));
}

}  // namespace assay::codec
