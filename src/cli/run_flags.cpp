// SPDX-License-Identifier: Apache-2.0
// Flags that say what runs, and how it is executed.
#include "app/parameters.hpp"
#include "app/wording.hpp"
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Options = app::CompareOptions;
using Execution = app::Execution;

constexpr unsigned kRuns = kCompare | kTime | kProve;
constexpr unsigned kArms = kCompare | kTime;

Result<void> add_range(Draft& draft, const Given& given) {
  DraftParameter parameter;
  parameter.name = given.values[0];
  parameter.min = given.values[1];
  parameter.max = given.values[2];
  if (auto ok = app::check_parameter_name(parameter.name); !ok) return ok;
  if (draft.early_step) parameter.step = std::move(draft.early_step);
  draft.early_step.reset();
  draft.parameters.push_back(std::move(parameter));
  return {};
}

Result<void> add_step(Draft& draft, const Given& given) {
  DraftParameter* range = nullptr;
  for (DraftParameter& each : draft.parameters)
    if (each.values.empty()) range = &each;  // the latest
  std::optional<std::string>& step = range != nullptr ? range->step : draft.early_step;
  if (step)
    return app::bad_usage(given.flag + " is given twice for one range", "a range has one step",
                          "write each -D behind the -P it belongs to");
  step = given.value();
  return {};
}

Result<void> add_list(Draft& draft, const Given& given) {
  if (auto ok = app::check_parameter_name(given.values[0]); !ok) return ok;
  auto values = app::list_values(given.values[0], given.values[1]);
  if (!values) return std::move(values).error();
  DraftParameter parameter;
  parameter.name = given.values[0];
  parameter.values = *std::move(values);
  draft.parameters.push_back(std::move(parameter));
  return {};
}

Result<void> set_shell(Draft& draft, const Given& given) {
  if (draft.no_shell)
    return app::bad_usage("-N and --shell contradict each other", "-N is --shell=none",
                          "keep one of them");
  return put(draft.common.execution.shell, shell_policy(given));
}

Result<void> forbid_shell(Draft& draft, const Given&) {
  if (draft.common.execution.shell.use == app::ShellUse::forced)
    return app::bad_usage("-N and --shell contradict each other", "-N is --shell=none",
                          "keep one of them");
  draft.no_shell = true;
  draft.common.execution.shell = {app::ShellUse::none, {}};
  return {};
}

Result<void> add_output(Draft& draft, const Given& given) {
  if (draft.show_output)
    return app::bad_usage("--output and --show-output contradict each other",
                          "--show-output is --output inherit", "keep one of them");
  return add<&Options::output, output_policy>(draft, given);
}

Result<void> show_output(Draft& draft, const Given&) {
  if (!draft.show_output && !draft.common.output.empty())
    return app::bad_usage("--output and --show-output contradict each other",
                          "--show-output is --output inherit", "keep one of them");
  draft.show_output = true;
  draft.common.output = {{app::OutputTo::inherit, ""}};
  return {};
}

Result<void> set_input(Draft& draft, const Given& given) {
  if (given.value() == "null") return {};
  return put(draft.common.execution.input, some_text(given));
}

Result<void> add_env(Draft& draft, const Given& given) {
  auto pair = key_value(given);
  if (!pair) return std::move(pair).error();
  draft.common.execution.env.push_back(*std::move(pair));
  return {};
}

constexpr Choice<app::Tree> kTrees[] = {{"all", app::Tree::all}, {"main", app::Tree::main}};
constexpr Choice<app::CounterUse> kCounters[] = {{"auto", app::CounterUse::automatic},
                                                 {"none", app::CounterUse::none},
                                                 {"valgrind", app::CounterUse::valgrind},
                                                 {"perf", app::CounterUse::perf}};

// clang-format off
const Flag kWhat[] = {
    {.letter = 'n', .name = "command-name", .values = "NAME", .users = kArms | kRun, .repeat = Repeat::yes,
     .help = "Name a command; once for each, in order. With parameters, one name that holds {var} "
             "serves all.",
     .apply = add<&Options::names, some_text>},
    {.name = "reference", .values = "CMD", .users = kCompare,
     .help = "Compare with CMD, an arm more. By default the first command is the baseline.",
     .apply = set<&Options::reference, some_text>},
    {.name = "reference-name", .values = "NAME", .users = kCompare,
     .help = "Name the reference.",
     .apply = set<&Options::reference_name, some_text>},
    {.name = "rev", .values = "REV", .users = kCompare | kRun, .repeat = Repeat::yes,
     .help = "Compare git revisions, given once each, the baseline first: the command runs in a "
             "worktree of each, kept by commit.",
     .apply = add<&Options::revs, some_text>},
    {.name = "build", .values = "CMD", .users = kCompare | kRun,
     .help = "Build each revision with CMD, once a commit.",
     .apply = set<&Options::build, some_text>},
};

const Flag kHooks[] = {
    {.letter = 's', .name = "setup", .values = "CMD", .users = kArms | kRun,
     .help = "Run CMD once for each arm, before the first round.",
     .apply = set<&Options::setup, some_text>},
    {.letter = 'p', .name = "prepare", .values = "CMD", .users = kArms | kRun, .repeat = Repeat::yes,
     .help = "Run CMD before every trial, warm-ups included. Given once for all arms, or once for "
             "each in order.",
     .apply = add<&Options::prepare, some_text>},
    {.letter = 'C', .name = "conclude", .values = "CMD", .users = kArms | kRun, .repeat = Repeat::yes,
     .help = "Run CMD after every trial; given like --prepare.",
     .apply = add<&Options::conclude, some_text>},
    {.letter = 'c', .name = "cleanup", .values = "CMD", .users = kArms | kRun,
     .help = "Run CMD once for each arm, after the last round.",
     .apply = set<&Options::cleanup, some_text>},
};

const Flag kParameters[] = {
    {.letter = 'P', .name = "parameter-scan", .values = "VAR MIN MAX", .users = kArms, .repeat = Repeat::yes,
     .help = "Replace {VAR} in commands, hooks, names and output files by each number from MIN to "
             "MAX.",
     .apply = add_range},
    {.letter = 'D', .name = "parameter-step-size", .values = "DELTA", .users = kArms, .repeat = Repeat::yes,
     .help = "Step of the -P before it; decimals are exact.",
     .apply = add_step},
    {.letter = 'L', .name = "parameter-list", .values = "VAR VALUES", .users = kArms, .repeat = Repeat::yes,
     .help = "Replace {VAR} by each of VALUES, separated by commas. Several -P and -L give every "
             "combination.",
     .apply = add_list},
};

const Flag kExecution[] = {
    {.letter = 'S', .name = "shell", .values = "SHELL", .users = kRuns,
     .help = "Run every command by SHELL -c ('bash --norc'). By default sh, and only when a "
             "command needs one; then all get it.",
     .apply = set_shell},
    {.letter = 'N', .users = kRuns,
     .help = "Never use a shell; the same as --shell=none.",
     .apply = forbid_shell},
    {.letter = 'i', .name = "ignore-failure", .values = "[=CODES]", .users = kRuns,
     .help = "Accept every exit code, or 0 and those listed (-i=1,2).",
     .apply = set<&Options::exits, exit_policy>},
    {.name = "input", .values = "FILE", .users = kRuns | kRun,
     .help = "Standard input of every trial; null (the default) is /dev/null.",
     .apply = set_input},
    {.name = "output", .values = "WHERE", .users = kArms, .repeat = Repeat::yes,
     .help = "Where standard output goes: null (the default), pipe, inherit, or a file (with a "
             "'/' in it). Once for all arms, or once for each.",
     .apply = add_output},
    {.name = "show-output", .users = kArms,
     .help = "The same as --output inherit.",
     .apply = show_output},
    {.name = "env", .values = "NAME=VALUE", .users = kRuns | kRun | kOverhead | kSoak, .repeat = Repeat::yes,
     .help = "Set a variable for every trial.",
     .apply = add_env},
    {.name = "cwd", .values = "DIR", .users = kRuns | kRun | kOverhead,
     .help = "Run in DIR.",
     .apply = set_execution<&Execution::cwd, some_text>},
    {.name = "pin", .values = "CPUS", .users = kRuns | kRun | kOverhead,
     .help = "Run on these CPUs only: 0,2-3.",
     .apply = set_execution<&Execution::pinned_cpus, cpu_list>},
    {.name = "timeout", .values = "TIME", .users = kRuns | kRun | kOverhead,
     .help = "Kill a trial, with all its processes, after TIME: 30, 500ms, 2min.",
     .apply = set_execution<&Execution::timeout_ns, some_ns>},
    {.name = "linger", .values = "TIME", .users = kRuns | kRun,
     .help = "How long processes may outlive the main one before they are killed (default 2).",
     .apply = set_execution<&Execution::linger_ns, any_ns>},
    {.name = "tree", .values = "WHAT", .users = kRuns | kRun,
     .help = "all (the default): a trial ends with its last process. main: with its main one.",
     .apply = set_execution<&Execution::tree, one_of<kTrees>>},
    {.name = "cgroup", .values = "PATH", .users = kRuns,
     .help = "Add what this group uses: for daemons that do the work on request.",
     .apply = set_execution<&Execution::cgroup, some_text>},
    {.name = "counters", .values = "HOW", .users = kRuns,
     .help = "Hardware counters: auto (the default), none, perf, or valgrind for a repeatable "
             "count of instructions.",
     .apply = set_execution<&Execution::counters, one_of<kCounters>>},
    {.name = "launcher", .values = "FILE", .users = kRuns | kRun | kOverhead | kSoak,  // for tests and packagers: not shown
     .apply = set_execution<&Execution::launcher, some_text>},
};
// clang-format on

}  // namespace

Section what_flags() {
  return {"Commands", kWhat};
}
Section hook_flags() {
  return {"Hooks", kHooks};
}
Section parameter_flags() {
  return {"Parameters", kParameters};
}
Section execution_flags() {
  return {"Execution", kExecution};
}

}  // namespace assay::cli
