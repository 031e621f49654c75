// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/manifest_parts.hpp"
#include "model/metric.hpp"
#include "model/target_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::codec {
namespace {

using model::Scenario;
using model::ScenarioArm;
using model::Target;

bool is_hosted(Target target) {  // started by a command of the manifest's
  return target == Target::process || target == Target::server;
}

class Checker {
 public:
  Checker(const TomlValue& root, const ManifestDraft& draft)
      : root_(root), draft_(draft), s_(draft.scenario) {}

  void check() const {
    check_something_to_run();
    check_hooks();
    check_revisions();
    check_response_bytes();
    check_plan();
    check_metrics();
  }

 private:
  void fault(std::string_view key, std::string what, std::string why = "",
             std::string hint = "") const {
    root_.fault_at(draft_.place(key).value_or(TomlPlace{}), std::move(what), std::move(why),
                   std::move(hint));
  }

  bool can_run(const ScenarioArm* arm) const {
    const bool entry = s_.entry || (arm != nullptr && arm->entry);
    const bool command = !s_.command.empty() || (arm != nullptr && !arm->command.empty());
    return entry || (is_hosted(s_.target) && command);
  }

  void check_something_to_run() const {
    if (s_.target == Target::wasm_cloudflare) return;  // wrangler runs the folder
    const std::string lacks = is_hosted(s_.target)
                                  ? "missing required entry = \"...\" or command = [...]"
                                  : "missing required entry = \"...\"";
    if (s_.arms.empty() && !can_run(nullptr)) fault("", lacks);
    for (const ScenarioArm& arm : s_.arms)
      if (!can_run(&arm))
        fault("arms." + arm.name, "the arm '" + arm.name + "' has nothing to run: " + lacks);
    check_args();
  }

  // Where args would go in a line of shell is anyone's guess.
  void check_args() const {
    constexpr std::string_view kWhy = "a line for a shell takes no more words";
    if (!is_hosted(s_.target)) return;
    if (s_.arms.empty() && !s_.command.shell.empty() && !s_.args.empty())
      fault("args", "'args' beside 'shell'", std::string(kWhy), "write them into the line");
    for (const ScenarioArm& arm : s_.arms) {
      const model::ScenarioCommand& command = arm.command.empty() ? s_.command : arm.command;
      const bool args = arm.args ? !arm.args->empty() : !s_.args.empty();
      if (!command.shell.empty() && args)
        fault(arm.args ? "arms." + arm.name + ".args" : "args",
              "'args' beside 'shell' in the arm '" + arm.name + "'", std::string(kWhy),
              "write them into the line");
    }
  }

  void check_hooks() const {
    if (s_.target == Target::process) return;
    const std::string why = "only trials of the target process are commands of their own";
    const auto refuse = [&](const std::string& key, const model::ScenarioCommand& hook) {
      if (!hook.empty())
        fault(key, fmt::format("'{}' cannot be run by the target {}", key, model::name(s_.target)),
              why, "use setup and cleanup");
    };
    refuse("prepare", s_.prepare);
    refuse("conclude", s_.conclude);
    for (const ScenarioArm& arm : s_.arms) {
      refuse("arms." + arm.name + ".prepare", arm.prepare);
      refuse("arms." + arm.name + ".conclude", arm.conclude);
    }
  }

  void check_revisions() const {
    for (const ScenarioArm& arm : s_.arms)
      if (arm.rev && s_.build.empty())
        fault("arms." + arm.name + ".rev", "'rev' without 'build'",
              "the worktree of the revision holds sources only",
              "write build = \"...\" at the top (\"true\" if there is nothing to build)");
  }

  void check_response_bytes() const {
    const model::Expected& expected = s_.expected;
    if (expected.response_bytes_min && expected.response_bytes_max &&
        *expected.response_bytes_min > *expected.response_bytes_max)
      fault("expected.response_bytes_max", "'response_bytes_max' is below 'response_bytes_min'",
            "nothing could meet both");
  }

  void check_plan() const {
    if (s_.plan.min_rounds && s_.plan.max_rounds && *s_.plan.min_rounds > *s_.plan.max_rounds)
      fault("plan.max_rounds", "'max_rounds' is below 'min_rounds'", "nothing could meet both");
    if (!s_.plan.iterations) return;
    const auto refuse = [&](bool given, const std::string& key) {
      if (given)
        fault(key, "'" + key + "' beside 'iterations'", "iterations are a fixed plan",
              "keep one of them");
    };
    refuse(s_.plan.min_rounds.has_value(), "plan.min_rounds");
    refuse(s_.plan.max_rounds.has_value(), "plan.max_rounds");
    refuse(s_.plan.max_time_ns.has_value(), "plan.max_time");
  }

  void check_metrics() const {
    std::vector<std::string> known;
    for (const model::Metric& metric : model::builtin_metrics()) known.push_back(metric.name);
    for (const model::TargetMetric& metric : model::target_metrics(s_.target))
      known.emplace_back(metric.name);
    for (const std::string& source : s_.metric_from) {
      std::string name = source.substr(0, source.find('='));
      if (const std::size_t colon = name.find(':'); colon != std::string::npos) name.resize(colon);
      if (std::find(known.begin(), known.end(), name) != known.end())
        fault("metric_from", "the metric '" + printable(name) + "' is there already");
      known.push_back(std::move(name));
    }
    if (s_.events) return;  // the program may announce any
    for (const std::string& name : s_.metrics) check_metric("metrics", name, known);
    for (const model::Tolerance& tolerance : s_.tolerances)
      if (tolerance.given) check_metric("tolerance." + tolerance.metric, tolerance.metric, known);
  }

  void check_metric(const std::string& key, const std::string& name,
                    const std::vector<std::string>& known) const {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const auto near = nearest(name, known);
    fault(key, "there is no metric '" + printable(name) + "'",
          "known are " + join(known, ", ") + "; with events = true a program may announce others",
          near ? "did you mean '" + *near + "'?" : "");
  }

  const TomlValue& root_;
  const ManifestDraft& draft_;
  const Scenario& s_;
};

}  // namespace

void check_manifest(const TomlValue& root, const ManifestDraft& draft) {
  Checker(root, draft).check();
}

}  // namespace assay::codec
