// SPDX-License-Identifier: Apache-2.0
#include "app/expand_scenario.hpp"

#include "app/fill_scenario.hpp"
#include "app/parameters.hpp"
#include "app/wording.hpp"

#include <algorithm>

namespace assay::app {
namespace {

using model::NamedValues;
using model::Scenario;
using model::ScenarioArm;
using model::ScenarioCommand;
using model::Target;

constexpr std::size_t kMaxValueBytes = 64 << 10;

// --- combinations ---

// Each list of values, and each group that changes together, is one dimension.
Result<std::vector<NamedValues>> all_combinations(const model::ScenarioParameters& parameters) {
  std::vector<Parameter> dimensions;
  for (const auto& each : parameters.product) dimensions.push_back({each.name, each.values});
  const std::size_t products = dimensions.size();
  for (const auto& group : parameters.zip) {
    Parameter steps{.name = "zip " + std::to_string(dimensions.size()), .values = {}};
    for (std::size_t i = 0; i < group.front().values.size(); ++i)
      steps.values.push_back(std::to_string(i));
    dimensions.push_back(std::move(steps));
  }
  auto combined = combinations(dimensions);
  if (!combined) return combined.error();
  for (NamedValues& values : *combined) {
    const NamedValues steps(values.begin() + std::ptrdiff_t(products), values.end());
    values.resize(products);
    for (std::size_t group = 0; group < steps.size(); ++group)
      for (const auto& each : parameters.zip[group])
        values.emplace_back(each.name, each.values[std::stoul(steps[group].second)]);
  }
  return combined;
}

bool excluded(const NamedValues& values, const std::vector<NamedValues>& exclude) {
  return std::any_of(exclude.begin(), exclude.end(), [&](const NamedValues& pattern) {
    return std::all_of(pattern.begin(), pattern.end(), [&](const auto& each) {
      return std::find(values.begin(), values.end(), each) != values.end();
    });
  });
}

// Fills values into values until none holds another's name. No circles: the manifest's reader saw
// to that.
Result<void> settle(NamedValues& values) {
  for (std::size_t pass = 0; pass < values.size(); ++pass)
    for (auto& [name, value] : values) {
      fill(value, values);
      if (value.size() > kMaxValueBytes)
        return bad_usage("the value of the parameter " + in_quotes(name) + " is too long",
                         "with the others filled in it has more than 64 KiB", "");
    }
  return {};
}

std::string suffix(const NamedValues& values) {
  if (values.empty()) return "";
  std::string out;
  for (const auto& [name, value] : values)
    out += (out.empty() ? "[" : ",") + name + "=" + printable(value);
  return out + "]";
}

// --- one instance ---

// With a '/' in it, so that it is never looked up in PATH.
std::string path_from(const std::string& folder, const std::string& path) {
  if (path.starts_with('/')) return path;
  if (!folder.empty()) return folder + "/" + path;
  return path.starts_with("./") || path.starts_with("../") ? path : "./" + path;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_started_by_command(Target target) {
  return target == Target::process || target == Target::server;
}

// Fills one instance in. `values` are the parameters'.
class Filler {
 public:
  Filler(const Scenario& written, NamedValues values, std::span<const ArmFolder> folders)
      : written_(written), values_(std::move(values)), folders_(folders) {}

  Result<Scenario> instance() {
    Scenario out = written_;
    out.parameters = {};
    out.values = values_;
    out.name += suffix(values_);
    const NamedValues all = located(out, written_.folder);
    fill_shared(out, all);
    fill(out.command, all);
    fill(out.env, all);
    fill(out.prepare, all);
    fill(out.conclude, all);
    for (std::string& word : out.args) fill(word, all);
    for (std::string& path : out.inputs) {
      fill(path, all);
      path = path_from(written_.folder, path);
    }
    if (out.input) out.input = filled_path(*out.input, written_.folder, all);
    out.cwd = working_folder(out, all);
    if (out.arms.empty()) out.arms.push_back(ScenarioArm{.name = "baseline"});
    for (ScenarioArm& arm : out.arms) {
      const auto done = complete(arm);
      if (!done) return done.error();
    }
    return out;
  }

 private:
  // Resolves entry and module_root, and gives all that can stand between braces.
  NamedValues located(Scenario& s, const std::string& folder) const {
    NamedValues all = values_;
    if (s.entry) {
      s.entry = filled_path(*s.entry, folder, values_);
      all.emplace_back("entry", *s.entry);
    }
    if (s.module_root) s.module_root = filled_path(*s.module_root, folder, values_);
    std::string root = folder;
    if (s.module_root)
      root = *s.module_root;
    else if (s.entry)
      root = folder_of(*s.entry);
    all.emplace_back("module_root", root);
    return all;
  }

  static std::string filled_path(std::string path, const std::string& folder, Values values) {
    fill(path, values);
    return path_from(folder, path);
  }

  std::string working_folder(const Scenario& s, Values all) const {
    if (s.cwd) return filled_path(*s.cwd, s.folder, all);
    return s.module_root ? *s.module_root : s.folder;
  }

  // The arm as a scenario of its own: what it says on top of what the scenario says.
  Scenario merged(const ScenarioArm& arm) const {
    Scenario s = written_;
    s.folder = folder_for(arm);
    if (arm.entry) s.entry = arm.entry;
    if (!arm.command.empty()) s.command = arm.command;
    if (arm.args) s.args = *arm.args;
    for (const auto& change : arm.env) {
      std::erase_if(s.env, [&](const auto& each) { return each.first == change.first; });
      s.env.push_back(change);
    }
    if (arm.cwd) s.cwd = arm.cwd;
    if (arm.input) s.input = arm.input;
    if (!arm.prepare.empty()) s.prepare = arm.prepare;
    if (!arm.conclude.empty()) s.conclude = arm.conclude;
    return s;
  }

  std::string folder_for(const ScenarioArm& arm) const {
    if (!arm.rev) return written_.folder;
    for (const ArmFolder& each : folders_)
      if (each.arm == arm.name) return each.folder;
    return "";
  }

  Result<void> complete(ScenarioArm& arm) const {
    Scenario s = merged(arm);
    const NamedValues all = located(s, s.folder);
    if (!s.entry && mentions(s.command, "entry"))
      return bad_usage("the command of " + in_quotes(written_.name) + " asks for {entry}",
                       "there is no entry", "write entry = \"...\"");
    if (!is_started_by_command(s.target))
      s.command = {};
    else if (s.command.empty() && s.entry)
      s.command.argv.push_back("{entry}");
    for (std::string& word : s.args) fill(word, all);
    fill(s.command, all);
    if (!s.command.argv.empty())
      s.command.argv.insert(s.command.argv.end(), s.args.begin(), s.args.end());
    arm.entry = s.entry;
    arm.command = s.command;
    arm.args = s.args;
    fill(s.env, all);
    arm.env = s.env;
    arm.cwd = working_folder(s, all);
    arm.input.reset();
    if (s.input) arm.input = filled_path(*s.input, s.folder, all);
    fill(s.prepare, all);
    fill(s.conclude, all);
    arm.prepare = s.prepare;
    arm.conclude = s.conclude;
    return {};
  }

  const Scenario& written_;
  NamedValues values_;
  std::span<const ArmFolder> folders_;
};

}  // namespace

Result<std::vector<Scenario>> expand_scenario(const Scenario& scenario,
                                              std::span<const ArmFolder> folders) {
  auto combined = all_combinations(scenario.parameters);
  if (!combined) return std::move(combined).error().in(scenario.name);
  std::vector<Scenario> out;
  for (NamedValues& values : *combined) {
    if (excluded(values, scenario.parameters.exclude)) continue;
    if (const auto settled = settle(values); !settled) return settled.error();
    auto instance = Filler(scenario, std::move(values), folders).instance();
    if (!instance) return instance.error();
    out.push_back(std::move(*instance));
  }
  if (out.empty())
    return bad_usage("the scenario " + in_quotes(scenario.name) + " excludes itself",
                     "every combination of its parameters is excluded", "");
  return out;
}

}  // namespace assay::app
