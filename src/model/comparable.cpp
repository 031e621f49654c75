// SPDX-License-Identifier: Apache-2.0
#include "model/comparable.hpp"

#include <algorithm>
#include <set>

namespace assay::model {
namespace {

// Collects what differs. What one side never recorded is no difference: earlier versions did not
// know every fact.
class Differences {
 public:
  void add(std::string field, const std::string& then, const std::string& now) {
    if (then != now) found.push_back({std::move(field), then, now});
  }
  void add_known(std::string field, const std::string& then, const std::string& now) {
    if (!then.empty() && !now.empty()) add(std::move(field), then, now);
  }
  std::vector<Difference> found;
};

std::string joined(const std::vector<int>& numbers) {
  std::string out;
  for (const int number : numbers) out += (out.empty() ? "" : ",") + std::to_string(number);
  return out;
}

std::string count(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "";
}

std::string tier_of(const Report& report, std::string_view metric) {
  const auto index = metric_index(report, metric);
  return index && report.metrics[*index].measured() ? report.metrics[*index].tier : "";
}

// Where the target says nothing of its own, what assay always did.
std::string target_of(const Report& report) {
  return report.scenario ? report.scenario->target : "process";
}

// The arm of `report` that plays the part of `arm`.
const Arm* counterpart(const Report& report, const Arm& arm) {
  const Arm* same = find_arm(report, arm.name);
  return same != nullptr || report.arms.size() != 1 ? same : &report.arms.front();
}

}  // namespace

std::string text(const Difference& difference) {
  const auto shown = [](const std::string& value) { return value.empty() ? "(none)" : value; };
  return difference.field + ": then " + shown(difference.then) + ", now " + shown(difference.now);
}

std::vector<Difference> host_differences(const Host& then, const Host& now) {
  Differences all;
  for (const HostFact& fact : now.facts) {
    if (!fact.comparable) continue;
    const auto before = std::find_if(then.facts.begin(), then.facts.end(),
                                     [&](const HostFact& f) { return f.key == fact.key; });
    if (before != then.facts.end()) all.add("host " + fact.key, before->value, fact.value);
  }
  return std::move(all.found);
}

std::vector<Difference> plan_differences(const Report& then, const Report& now) {
  Differences all;
  all.add("plan", then.plan.kind, now.plan.kind);
  if (then.scenario && now.scenario)
    all.add("iterations", count(then.scenario->iterations), count(now.scenario->iterations));
  all.add("warmup", std::to_string(then.plan.warmup), std::to_string(now.plan.warmup));
  all.add("tree", then.plan.tree, now.plan.tree);
  all.add("pinned CPUs", joined(then.plan.pinned_cpus), joined(now.plan.pinned_cpus));
  return std::move(all.found);
}

std::vector<Difference> incomparable(const Report& then, const Report& now,
                                     std::span<const std::string> metrics) {
  Differences all;
  all.found = host_differences(then.host, now.host);
  all.add("target", target_of(then), target_of(now));
  if (then.backend && now.backend) all.add("engine", then.backend->engine, now.backend->engine);
  all.add("build type of assay", then.tool.build, now.tool.build);
  for (Difference& difference : plan_differences(then, now))
    all.found.push_back(std::move(difference));
  if (const Arm* arm = judged_arm(now)) {
    const Arm* before = counterpart(then, *arm);
    if (before == nullptr) {
      all.add("arm", "", arm->name);
    } else {
      const auto way = [](const CommandRecord& c) { return c.shell ? "a shell" : "itself"; };
      all.add("what executes the command", way(before->command), way(arm->command));
      all.add_known("kind of executable", before->command.kind, arm->command.kind);
    }
  }
  std::set<std::string_view> seen;
  for (const std::string& metric : metrics)
    if (seen.insert(metric).second)
      all.add_known("tier of " + metric, tier_of(then, metric), tier_of(now, metric));
  return std::move(all.found);
}

std::vector<Difference> remarkable(const Report& then, const Report& now) {
  Differences all;
  all.add_known("version of assay", then.tool.version, now.tool.version);
  if (then.backend && now.backend)
    all.add_known("version of the engine", then.backend->engine_version,
                  now.backend->engine_version);
  if (then.scenario && now.scenario)
    all.add_known("manifest", then.scenario->manifest_sha256.substr(0, 12),
                  now.scenario->manifest_sha256.substr(0, 12));
  const Arm* arm = judged_arm(now);
  if (const Arm* before = arm != nullptr ? counterpart(then, *arm) : nullptr) {
    all.add("command", before->command.text, arm->command.text);
    all.add_known("executable", before->command.sha256.substr(0, 12),
                  arm->command.sha256.substr(0, 12));
  }
  for (const InputFile& input : now.inputs)
    for (const InputFile& before : then.inputs)
      if (before.path == input.path)
        all.add("input " + input.path, before.sha256.substr(0, 12), input.sha256.substr(0, 12));
  return std::move(all.found);
}

const Arm* judged_arm(const Report& report) {
  for (std::size_t i = report.arms.size(); i-- > 0;)
    if (report.arms[i].role != "control") return &report.arms[i];
  return nullptr;
}

const Arm* counterpart_of_judged(const Report& then, const Report& now) {
  const Arm* arm = judged_arm(now);
  return arm == nullptr ? nullptr : counterpart(then, *arm);
}

}  // namespace assay::model
