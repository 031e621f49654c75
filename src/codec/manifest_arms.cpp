// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_parts.hpp"

#include <algorithm>

namespace assay::codec {
namespace {

void read_arm(const TomlValue& value, ManifestDraft& draft, model::ScenarioArm& arm) {
  reject_pair(value, "command", "shell");
  read_table(value, noted(draft, {field_by("command", arm.command, words_of),
                                  field_by("shell", arm.command, shell_of),
                                  field("entry", arm.entry),
                                  field("args", arm.args),
                                  {"env",
                                   [&](const TomlValue& env) {
                                     if (const auto changes = env_of(env)) merge(arm.env, *changes);
                                   }},
                                  field("cwd", arm.cwd),
                                  field("stdin", arm.input),
                                  field("rev", arm.rev),
                                  field_by("prepare", arm.prepare, hook_of),
                                  field_by("conclude", arm.conclude, hook_of)}));
}

}  // namespace

void read_arms(const TomlValue& value, ManifestDraft& draft) {
  std::vector<model::ScenarioArm>& arms = draft.scenario.arms;
  read_entries(value, [&](const std::string& name, const TomlValue& table) {
    if (!is_name(name)) return name_fault(table, table.key_place(), "an arm", name);
    if (name == "control")
      return table.fault_at(table.key_place(), "no arm can be called 'control'",
                            "that is the baseline run a second time",
                            "for that one write: [plan] control = true");
    draft.places["arms." + name] = table.key_place();
    auto arm = std::find_if(arms.begin(), arms.end(),
                            [&](const model::ScenarioArm& each) { return each.name == name; });
    if (arm == arms.end()) arm = arms.insert(arms.end(), model::ScenarioArm{.name = name});
    read_arm(table, draft, *arm);
  });
  const auto baseline = std::find_if(arms.begin(), arms.end(), [](const model::ScenarioArm& each) {
    return each.name == "baseline";
  });
  if (baseline != arms.end()) std::rotate(arms.begin(), baseline, baseline + 1);
}

}  // namespace assay::codec
