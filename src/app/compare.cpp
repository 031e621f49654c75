// SPDX-License-Identifier: Apache-2.0
#include "app/compare.hpp"

#include "app/clock.hpp"
#include "app/continued.hpp"
#include "app/instruction_counts.hpp"
#include "app/keeping_runner.hpp"
#include "app/outputs.hpp"
#include "app/prepare.hpp"
#include "app/redact.hpp"
#include "measure/rounds.hpp"
#include "report/summarise.hpp"
#include "sys/signals.hpp"
#include "target/process_runner.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace assay::app {
namespace {

using OnInterrupt = target::ProcessRunner::OnInterrupt;

Result<void> run_hooks(target::ProcessRunner& runner, const std::vector<target::Command>& hooks,
                       const std::string& which, OnInterrupt on_interrupt) {
  for (const auto& hook : hooks) {
    auto ended = runner.run_hook(hook, on_interrupt);
    if (!ended) return std::move(ended).error();
    if (ended->end == model::TrialEnd::cancelled)
      return Error{Fault::interrupted, "interrupted", "", ""};
    if (ended->end != model::TrialEnd::exited || ended->code != 0)
      return Error{Fault::program,
                   fmt::format("the {} command failed with code {}", which, ended->code),
                   ended->detail, fmt::format("run the --{} command by hand", which)};
  }
  return {};
}

Result<Outcome> run(const CompareOptions& options, const Surroundings& surroundings,
                    const std::string& kind) {
  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return std::move(interrupts).error();
  auto prepared = prepare(options, surroundings, kind, (*interrupts)->fd());
  if (!prepared) return std::move(prepared).error();
  auto& [process, setups, cleanups, plan, report] = *prepared;
  const bool by_valgrind = options.execution.counters == CounterUse::valgrind;
  const auto counted = by_valgrind ? plan_counts(plan, process.arms) : CountPlan{};
  if (options.continued) {
    auto resumed = resume(*options.continued, plan, report);
    if (!resumed) return std::move(resumed).error();
  }

  auto runner = target::ProcessRunner::start(process);
  if (!runner) return std::move(runner).error();
  auto ended = run_hooks(**runner, setups, "setup", OnInterrupt::cancel);
  if (!ended) return std::move(ended).error();

  MonotonicClock clock;
  std::optional<KeepingRunner> keeping;
  if (options.keep_output) {
    const auto folder = std::filesystem::path(surroundings.cwd) / *options.keep_output;
    auto made = KeepingRunner::make(**runner, folder.string(), report.arms, plan.accept);
    if (!made) return std::move(made).error();
    keeping = std::move(*made);
  }
  model::TrialRunner& trials = keeping ? static_cast<model::TrialRunner&>(*keeping) : **runner;
  ended = measure::run_rounds(plan, trials, clock, *surroundings.progress, report);
  // What was asked for cannot be had, and was found out before the first round.
  if (!ended && ended.error().fault == Fault::usage && report.rounds.size() == 0)
    return std::move(ended).error();
  if (ended && by_valgrind) ended = count_instructions(counted, (*interrupts)->fd(), report);
  // What setup has put up is taken down after Ctrl-C, too.
  if (auto cleaned = run_hooks(**runner, cleanups, "cleanup", OnInterrupt::ignore);
      !cleaned && ended)
    ended = std::move(cleaned);
  for (auto& remark : (*runner)->remarks()) report.diagnostics.push_back(std::move(remark));
  runner->reset();  // whatever was left running is gone before anybody reads the result

  hash_executables(report);
  Redactor(options.execution.redact).apply(report);
  Outcome outcome;
  if (!ended) {
    outcome.exit = exit_for(ended.error().fault);
    outcome.error = std::move(ended).error();
  } else if (options.check) {
    outcome.exit = exit_of(report);
  }
  report::summarise(report);
  deliver(report, options, surroundings, outcome);
  return outcome;
}

}  // namespace

Result<Outcome> compare(const CompareOptions& options, const Surroundings& surroundings) {
  return run(options, surroundings, "compare");
}

Result<Outcome> time(const CompareOptions& options, const Surroundings& surroundings) {
  return run(options, surroundings, "time");
}

}  // namespace assay::app
