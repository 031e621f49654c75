// SPDX-License-Identifier: Apache-2.0
#include "app/continued.hpp"

#include "app/outputs.hpp"
#include "base/text.hpp"
#include "model/comparable.hpp"
#include "sys/sha256.hpp"

#include <fmt/format.h>

namespace assay::app {
namespace {

Error differs(const std::string& what, const std::string& then, const std::string& now) {
  return {Fault::baseline, "the earlier report cannot be continued: it has another " + what,
          fmt::format("then {}, now {}", printable(then), printable(now)),
          "start a new run without --continue"};
}

Result<void> same_arms(const model::Report& then, const model::Report& now) {
  if (then.arms.size() != now.arms.size())
    return differs("number of arms", std::to_string(then.arms.size()),
                   std::to_string(now.arms.size()));
  for (std::size_t i = 0; i < now.arms.size(); ++i) {
    const auto& before = then.arms[i];
    const auto& arm = now.arms[i];
    if (before.name != arm.name) return differs("arm", before.name, arm.name);
    if (before.command.text != arm.command.text)
      return differs("command", before.command.text, arm.command.text);
    const auto hash = sys::sha256_file(arm.command.executable);
    if (hash && !before.command.sha256.empty() && before.command.sha256 != *hash)
      return differs("executable of '" + arm.name + "'", before.command.sha256.substr(0, 12),
                     hash->substr(0, 12));
  }
  return {};
}

}  // namespace

Result<void> resume(const std::string& path, measure::Plan& plan, model::Report& report) {
  auto earlier = load_report(path);
  if (!earlier) return std::move(earlier).error();
  if (earlier->plan.kind == "fixed" || plan.fixed)
    return Error{Fault::baseline, "a fixed plan cannot be continued",
                 "its test is valid for the one look at its end that was planned",
                 "leave --rounds out: the sequential rule may be continued"};
  if (earlier->kind != report.kind) return differs("kind", earlier->kind, report.kind);
  if (const auto hosts = model::host_differences(earlier->host, report.host); !hosts.empty())
    return differs(hosts[0].field, hosts[0].then, hosts[0].now);
  if (auto same = same_arms(*earlier, report); !same) return same;

  plan.seed = earlier->seed;
  plan.alpha = earlier->plan.alpha;
  if (plan.compare) plan.gated = earlier->plan.gated;
  // The effects as they were used, so that the evidence already gathered keeps its meaning.
  for (const auto& comparison : earlier->comparisons)
    if (comparison.gated || comparison.control_check)
      plan.frozen_effects[comparison.metric] = comparison.min_effect;
  earlier->plan.warmup = plan.warmup;
  earlier->status = model::Status::complete;
  earlier->failure.clear();
  earlier->comparisons.clear();
  earlier->verdict.reset();
  earlier->diagnostics.push_back({model::Severity::note, "continued",
                                  fmt::format("continued after {} rounds of run {}",
                                              earlier->rounds.size(), earlier->run_id)});
  report = std::move(*earlier);
  return {};
}

}  // namespace assay::app
