// SPDX-License-Identifier: Apache-2.0
#include "app/arms.hpp"

#include "app/parameters.hpp"
#include "app/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace assay::app {
namespace {

using Filled = std::vector<std::pair<std::string, std::string>>;

// An arm before it is decided how it is spawned.
struct Sketch {
  std::string text;        // as typed, {var} still in it
  bool from_argv = false;  // the words of CompareOptions::argv, of which `text` is the quoted form
  Filled parameters;
  std::optional<std::string> rev;
  bool is_reference = false;
};

std::string argv_text(const CompareOptions& options) {
  std::vector<std::string> words;
  for (const std::string& word : options.argv) words.push_back(shell_quote(word));
  return join(words, " ");
}

Result<std::vector<Sketch>> sketches(const CompareOptions& options) {
  auto filled = combinations(options.parameters);
  if (!filled) return std::move(filled).error();
  std::vector<std::string> texts = options.commands;
  if (!options.argv.empty()) texts.push_back(argv_text(options));
  const std::size_t revs = std::max<std::size_t>(1, options.revs.size());
  if (filled->size() * std::max<std::size_t>(1, texts.size()) * revs > kMaxArms)
    return bad_usage("there are too many arms",
                     fmt::format("{} commands with {} combinations of parameters; the limit is {}",
                                 texts.size() * revs, filled->size(), kMaxArms),
                     "use fewer values");
  std::vector<Sketch> out;
  if (options.reference) {
    out.emplace_back().text = *options.reference;
    out.back().is_reference = true;
  }
  for (const Filled& values : *filled) {
    for (std::size_t i = 0; i < texts.size() * revs; ++i) {
      Sketch& sketch = out.emplace_back();
      sketch.text = texts[i / revs];
      sketch.from_argv = i / revs >= options.commands.size();
      sketch.parameters = values;
      if (!options.revs.empty()) sketch.rev = options.revs[i % revs];
    }
  }
  return out;
}

Error wrong_count(std::string_view flag, std::size_t given, std::size_t arms, bool reference) {
  return bad_usage(fmt::format("{} is given {} times", flag, given),
                   fmt::format("it may be given once for all, or once for each of the {} arms{}",
                               arms, reference ? " (the reference is the first)" : ""),
                   "an arm is a command with one combination of parameters");
}

Result<void> check_counts(const CompareOptions& options, std::size_t arms) {
  const struct {
    std::string_view flag;
    std::size_t given;
  } lists[] = {{"--prepare", options.prepare.size()},
               {"--conclude", options.conclude.size()},
               {"--output", options.output.size()}};
  const bool reference = options.reference.has_value();
  for (const auto& list : lists)
    if (list.given > 1 && list.given != arms)
      return wrong_count(list.flag, list.given, arms, reference);

  const std::size_t named = arms - (reference ? 1 : 0);
  const std::size_t names = options.names.size();
  if (options.parameters.empty() && names > named)
    return bad_usage(
        fmt::format("--command-name is given {} times", names),
        fmt::format("there {} to name",
                    named == 1 ? "is 1 command" : fmt::format("are {} commands", named)),
        reference ? "the reference is named by --reference-name" : "drop the last ones");
  if (!options.parameters.empty() && names > 1 && names != named)
    return wrong_count("--command-name", names, named, false);
  return {};
}

template <typename T>
const T* for_arm(const std::vector<T>& list, std::size_t arm) {
  if (list.empty()) return nullptr;
  return list.size() == 1 ? &list.front() : &list[arm];
}

// The name an arm was given, or what it runs; before parameters are filled in.
std::string name_template(const CompareOptions& options, const Sketch& sketch, std::size_t arm) {
  if (sketch.is_reference) return options.reference_name.value_or(sketch.text);
  const std::size_t own = arm - (options.reference ? 1 : 0);
  if (own < options.names.size()) return options.names[own];
  if (options.names.size() == 1 && !options.parameters.empty()) return options.names.front();
  if (sketch.rev) return *sketch.rev;
  return sketch.text;
}

std::string full_name(const std::string& name, const Filled& parameters) {
  std::vector<std::string> unmentioned;
  for (const auto& [key, value] : parameters)
    if (!mentions(name, key)) unmentioned.push_back(key + " = " + value);
  const std::string filled = fill_in(name, parameters);
  return unmentioned.empty() ? filled : filled + " (" + join(unmentioned, ", ") + ")";
}

// Arms that would share a name are numbered, unless a person chose the name.
Result<std::vector<std::string>> unique_names(const CompareOptions& options,
                                              const std::vector<Sketch>& arms) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  if (options.control) taken.insert("control");
  for (std::size_t i = 0; i < arms.size(); ++i) {
    std::string name = full_name(name_template(options, arms[i], i), arms[i].parameters);
    if (trim(name).empty())
      return bad_usage("a name is empty", "an arm is shown and looked up by its name",
                       "give -n a word");
    const std::size_t own = i - (options.reference ? 1 : 0);
    const bool chosen =
        arms[i].is_reference ? options.reference_name.has_value() : own < options.names.size();
    if (chosen && taken.count(name) > 0)
      return bad_usage("two arms are named " + in_quotes(name),
                       name == "control" && options.control ? "--control adds an arm of that name"
                                                            : "a name has to tell arms apart",
                       "choose another one for -n");
    const std::string stem = name;
    for (int k = 2; taken.count(name) > 0; ++k) name = fmt::format("{} #{}", stem, k);
    taken.insert(name);
    names.push_back(std::move(name));
  }
  return names;
}

Result<void> check_reference(const CompareOptions& options, const std::vector<Sketch>& arms) {
  if (!options.reference) return {};
  for (std::size_t i = 1; i < arms.size(); ++i)
    if (trim(fill_in(arms[i].text, arms[i].parameters)) == trim(*options.reference))
      return bad_usage(
          "the reference " + in_quotes(*options.reference) + " is also among the commands",
          "it would be compared with itself",
          "name it only once; --control runs the baseline twice on purpose");
  return {};
}

class Planner {
 public:
  explicit Planner(const CompareOptions& options) : options_(options) {}

  Result<ArmPlans> run() {
    auto arms = sketches(options_);
    if (!arms) return std::move(arms).error();
    if (auto ok = check_reference(options_, *arms); !ok) return std::move(ok).error();
    if (auto ok = check_counts(options_, arms->size()); !ok) return std::move(ok).error();
    const auto need = shell_for_all(*arms);
    if (!need) return need.error();
    for (std::size_t i = 0; i < arms->size(); ++i) {
      auto plan = plan_arm((*arms)[i], i, *need);
      if (!plan) return std::move(plan).error();
      plans_.arms.push_back(*std::move(plan));
    }
    auto names = unique_names(options_, *arms);
    if (!names) return std::move(names).error();
    for (std::size_t i = 0; i < names->size(); ++i) plans_.arms[i].name = std::move((*names)[i]);
    note_unused_parameters(*arms);
    return std::move(plans_);
  }

 private:
  // Arms are compared, so they must all pay for the same shell.
  Result<Need> shell_for_all(const std::vector<Sketch>& arms) {
    if (options_.execution.shell.use != ShellUse::automatic) return Need::words;
    Need need = Need::words;
    for (const Sketch& arm : arms) {
      if (arm.from_argv) continue;
      const std::string text = fill_in(arm.text, arm.parameters);
      if (auto words = split_words(text); !words) return std::move(words).error();
      const auto why = shell_need(text);
      if (!why || need == Need::shell) continue;
      need = Need::shell;
      plans_.diagnostics.push_back(
          {.severity = model::Severity::note,
           .code = "shell",
           .text = fmt::format("{} through 'sh -c': in {}, {}",
                               arms.size() == 1 ? "The command runs" : "All commands run",
                               in_quotes(text), *why)});
    }
    return need;
  }

  Result<CommandLine> hook(const std::string& text, const Filled& values) const {
    const std::string filled = fill_in(text, values);
    return command_line(filled, options_.execution.shell,
                        shell_need(filled) ? Need::shell : Need::words);
  }

  Result<ArmPlan> plan_arm(const Sketch& sketch, std::size_t arm, Need need) const {
    const Filled& values = sketch.parameters;
    ArmPlan plan;
    plan.parameters = values;
    plan.rev = sketch.rev;
    auto command = command_of(sketch, need);
    if (!command) return std::move(command).error();
    plan.command = *std::move(command);
    const struct {
      std::string_view flag;
      const std::string* text;
      std::optional<CommandLine>* into;
    } hooks[] = {
        {"--setup", options_.setup ? &*options_.setup : nullptr, &plan.setup},
        {"--prepare", for_arm(options_.prepare, arm), &plan.prepare},
        {"--conclude", for_arm(options_.conclude, arm), &plan.conclude},
        {"--cleanup", options_.cleanup ? &*options_.cleanup : nullptr, &plan.cleanup},
    };
    for (const auto& each : hooks) {
      if (each.text == nullptr) continue;
      auto line = hook(*each.text, values);
      if (!line) return std::move(line).error().in(std::string(each.flag));
      *each.into = *std::move(line);
    }
    if (const OutputPolicy* output = for_arm(options_.output, arm)) {
      plan.output = *output;
      plan.output.path = fill_in(output->path, values);
    }
    return plan;
  }

  Result<CommandLine> command_of(const Sketch& sketch, Need need) const {
    if (!sketch.from_argv)
      return command_line(fill_in(sketch.text, sketch.parameters), options_.execution.shell, need);
    std::vector<std::string> words;
    for (const std::string& word : options_.argv) words.push_back(fill_in(word, sketch.parameters));
    return command_line(words, options_.execution.shell, need);
  }

  void note_unused_parameters(const std::vector<Sketch>& arms) {
    for (const Parameter& parameter : options_.parameters) {
      const auto holds = [&](const std::string& text) { return mentions(text, parameter.name); };
      const auto any = [&](const std::vector<std::string>& texts) {
        return std::any_of(texts.begin(), texts.end(), holds);
      };
      const bool used = std::any_of(arms.begin(), arms.end(),
                                    [&](const Sketch& arm) { return holds(arm.text); }) ||
                        any(options_.prepare) || any(options_.conclude) ||
                        holds(options_.setup.value_or("")) ||
                        holds(options_.cleanup.value_or("")) || any(options_.argv) ||
                        std::any_of(options_.output.begin(), options_.output.end(),
                                    [&](const OutputPolicy& output) { return holds(output.path); });
      if (used) continue;
      plans_.diagnostics.push_back(
          {.severity = model::Severity::warning,
           .code = "parameter-unused",
           .text = fmt::format("No command or hook holds {{{}}}: its arms all run the same",
                               printable(parameter.name))});
    }
  }

  const CompareOptions& options_;
  ArmPlans plans_;
};

}  // namespace

Result<ArmPlans> plan_arms(const CompareOptions& options) {
  return Planner(options).run();
}

}  // namespace assay::app
