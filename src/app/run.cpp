// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"

#include "app/outputs.hpp"
#include "app/run_outputs.hpp"
#include "app/run_scenario.hpp"
#include "app/scenario_instances.hpp"
#include "app/wording.hpp"
#include "report/run_text.hpp"
#include "sys/clock.hpp"
#include "sys/signals.hpp"

#include <fmt/format.h>

#include <utility>

namespace assay::app {
namespace {

std::string outcome_of(Exit exit) {
  switch (exit) {
    case Exit::pass:
      return "pass";
    case Exit::failed:
      return "fail";
    case Exit::inconclusive:
      return "inconclusive";
    case Exit::baseline:
      return "baseline";
    case Exit::interrupted:
      return "interrupted";
    case Exit::program:
    case Exit::usage:
    case Exit::internal:
      break;
  }
  return "error";
}

// Inconclusive is no fault.
std::optional<Fault> fault_of(Exit exit) {
  for (const Fault fault : {Fault::interrupted, Fault::internal, Fault::usage, Fault::program,
                            Fault::check, Fault::baseline})
    if (exit_for(fault) == exit) return fault;
  return std::nullopt;
}

// What a stored baseline found, where it found anything but "pass".
std::string finding_of(const std::optional<model::Diff>& diff) {
  if (!diff) return "compared with nothing";
  if (diff->outcome == "missing") return "no stored baseline of it";
  if (!diff->incomparable.empty()) return "not comparable with its stored baseline";
  if (diff->outcome == "fail") return "regressed against its stored baseline";
  return "undecided against its stored baseline";
}

// The first line says it; the rest is with the scenario's own results.
std::string one_line(const Error& error) {
  const std::string text = error.text();
  return text.substr(0, text.find('\n'));
}

// "3/15 gzip" as each scenario begins, and the live view of the one that runs.
class NamedProgress final : public model::Progress {
 public:
  NamedProgress(model::Progress& inner, bool alone) : inner_(inner), alone_(alone) {}
  void begin(std::size_t number, std::size_t all, const std::string& name) {
    if (!alone_) inner_.plan(fmt::format("{}/{} {}", number, all, printable(name)));
  }
  void plan(const std::string& sentence) override {
    if (alone_) inner_.plan(sentence);
  }
  void view(const model::ProgressView& view) override { inner_.view(view); }

 private:
  model::Progress& inner_;
  bool alone_;
};

class Session {
 public:
  Session(const RunOptions& options, const Surroundings& surroundings,
          std::vector<Instance> instances, RunCircumstances around, Baselines baselines,
          RunOutputs outputs)
      : options_(options),
        surroundings_(surroundings),
        instances_(std::move(instances)),
        around_(std::move(around)),
        baselines_(std::move(baselines)),
        outputs_(std::move(outputs)) {}

  Result<Outcome> go(const sys::Interrupts& interrupts) {
    NamedProgress progress(*surroundings_.progress, instances_.size() == 1);
    for (std::size_t i = 0; i < instances_.size(); ++i) {
      const Instance& instance = instances_[i];
      if (interrupts.raised()) {
        add_end(instance, Exit::interrupted, "interrupted before it began").outcome = "not-run";
        continue;
      }
      if (!instance.scenario) {
        const Error& error = instance.scenario.error();
        add_end(instance, exit_for(error.fault), one_line(error));
        if (auto ok = outputs_.add_failure(instance.name, error); !ok) return std::move(ok).error();
        keep_first(error);
        continue;
      }
      progress.begin(i + 1, instances_.size(), instance.name);
      if (auto ok = one(instance, progress); !ok) return std::move(ok).error();
    }
    return finish();
  }

 private:
  model::ScenarioEnd& add_end(const Instance& instance, Exit exit, std::string reason) {
    outcome_.exit = worst(outcome_.exit, exit);
    model::ScenarioEnd& end = summary_.scenarios.emplace_back();
    end.name = instance.name;
    if (instance.scenario) end.target = name(instance.scenario->target);
    end.outcome = outcome_of(exit);
    end.exit = int(exit);
    end.reason = std::move(reason);
    end.gated = options_.baseline.fail_on_regression;
    return end;
  }

  void keep_first(const Error& error) {
    if (!first_) first_ = error;
  }

  Result<void> one(const Instance& instance, model::Progress& progress) {
    Measured measured = run_scenario(instance, around_, progress);
    model::Report& report = measured.report;
    Exit exit = Exit::pass;
    std::string reason;
    std::optional<model::Diff> diff;
    if (measured.ended) {
      exit = exit_for(measured.ended->fault);
      reason = one_line(*measured.ended);
      keep_first(*measured.ended);
    } else {
      const auto live = report.verdict;
      Judged judged = baselines_.judge(report, instance.scenario->tolerances);
      diff = std::move(judged.diff);
      for (auto& note : judged.notes) outcome_.notes.push_back(std::move(note));
      exit = judged.exit;
      if (exit != Exit::pass || (diff && diff->outcome != "pass")) reason = finding_of(diff);
      if (live) settle(instance, report, *live, exit, reason);
    }
    model::ScenarioEnd& end = add_end(instance, exit, reason);
    if (exit == Exit::pass && !reason.empty()) end.outcome = "advisory";
    end.run_id = report.run_id;
    end.verdict = report.verdict;
    if (auto ok = baselines_.keep(report); !ok) return ok;
    return outputs_.add(report, diff, measured.ended);
  }

  // What the live comparison of a scenario's arms means for the exit code.
  void settle(const Instance& instance, const model::Report& report, model::Verdict live,
              Exit& exit, std::string& reason) {
    const Exit wanted = live == model::Verdict::regression     ? Exit::failed
                        : live == model::Verdict::inconclusive ? Exit::inconclusive
                                                               : Exit::pass;
    if (wanted == Exit::pass) return;
    if (options_.baseline.fail_on_regression) {
      exit = worst(exit, wanted);
      reason = live == model::Verdict::regression ? "regressed against its baseline arm"
                                                  : "undecided against its baseline arm";
    } else if (live == model::Verdict::regression) {
      reason = "regressed against its baseline arm";
      ungated_.push_back(printable(report.scenario ? report.scenario->name : instance.name));
    }
  }

  Result<Outcome> finish() {
    if (outcome_.exit != Exit::interrupted) {
      auto saved = baselines_.save();
      if (!saved) {
        outcome_.exit = worst(outcome_.exit, exit_for(saved.error().fault));
        keep_first(saved.error());
      } else {
        for (auto& note : *saved) outcome_.notes.push_back(std::move(note));
      }
    }
    if (!ungated_.empty())
      outcome_.notes.push_back(
          fmt::format("THE GATE IS OFF: {} regressed, and the exit code does not show it. "
                      "--fail-on-regression turns it on.",
                      join(ungated_, ", ")));
    summary_.created = sys::utc_now();
    summary_.exit = int(outcome_.exit);
    if (auto ok = outputs_.finish(summary_); !ok) {
      outcome_.exit = worst(outcome_.exit, exit_for(ok.error().fault));
      outcome_.notes.push_back(ok.error().text());
      keep_first(ok.error());
    }
    say_what_failed();
    return std::move(outcome_);
  }

  void say_what_failed() {
    if (outcome_.exit == Exit::pass) return;
    if (instances_.size() == 1) {
      outcome_.error = std::move(first_);
      return;
    }
    std::vector<std::string> lines;
    for (const auto& end : summary_.scenarios)
      if (end.exit != 0) lines.push_back(end.name + ": " + end.reason);
    std::string what =
        fmt::format("{} of {} scenarios did not pass", lines.size(), instances_.size());
    // The text on standard output has named them already.
    std::string which = outputs_.prints_document() ? join(lines, "\n") : "";
    if (const auto fault = fault_of(outcome_.exit))
      outcome_.error = Error{*fault, std::move(what), std::move(which), ""};
    else
      outcome_.notes.push_back(which.empty() ? what : what + ":\n" + which);
  }

  const RunOptions& options_;
  const Surroundings& surroundings_;
  std::vector<Instance> instances_;
  RunCircumstances around_;
  Baselines baselines_;
  RunOutputs outputs_;
  Outcome outcome_;
  model::RunSummary summary_;
  std::optional<Error> first_;
  std::vector<std::string> ungated_;  // regressed while no gate looked
};

// --list and --dry-run: words about every scenario, and the worst of what is wrong with any.
template <typename Say>
Result<Outcome> describe(const std::vector<Instance>& instances, const Say& say) {
  Outcome out;
  std::vector<std::string> lines;
  for (const Instance& instance : instances) {
    Result<void> said = instance.scenario ? say(instance) : Result<void>(instance.scenario.error());
    if (said) continue;
    const Error& error = said.error();
    out.exit = worst(out.exit, exit_for(error.fault));
    lines.push_back(instance.name + ": " + error.text());
    if (instances.size() == 1 || !out.error) out.error = error;
  }
  if (lines.size() > 1)
    out.error =
        Error{out.error->fault,
              fmt::format("{} of {} scenarios cannot be run", lines.size(), instances.size()),
              join(lines, "\n"), out.error->hint};
  return out;
}

Result<Outcome> list(const std::vector<Instance>& instances, const RunOptions& options,
                     const Surroundings& surroundings) {
  std::vector<report::ListedScenario> rows;
  auto out = describe(instances, [&](const Instance& instance) -> Result<void> {
    report::ListedScenario row{
        instance.name, std::string(name(instance.scenario->target)), instance.scenario->tags, {}};
    for (const auto& arm : instance.scenario->arms) row.arms.push_back(arm.name);
    rows.push_back(std::move(row));
    return {};
  });
  if (out && !rows.empty())
    out->out = report::list_text(rows, text_style(options.common.style, surroundings));
  return out;
}

Result<Outcome> dry_run(const std::vector<Instance>& instances, const RunCircumstances& around) {
  std::string text;
  auto out = describe(instances, [&](const Instance& instance) -> Result<void> {
    auto spawns = scenario_spawns(instance, around);
    if (!spawns) return std::move(spawns).error();
    text += fmt::format("{} [{}]\n", printable(instance.name), name(instance.scenario->target));
    for (const std::string& line : *spawns) text += "  " + printable(line) + '\n';
    return {};
  });
  if (out) out->out = std::move(text);
  return out;
}

}  // namespace

Result<Outcome> run(const RunOptions& options, const Surroundings& surroundings) {
  if (options.verdict_file && !options.list && !options.dry_run)
    forget_verdict(*options.verdict_file);
  auto instances = scenario_instances(options, surroundings);
  if (!instances) return std::move(instances).error();
  RunCircumstances around{.surroundings = surroundings,
                          .launcher = options.common.execution.launcher,
                          .redact = options.common.execution.redact,
                          .interrupt_fd = -1};
  if (options.list) return list(*instances, options, surroundings);
  if (options.dry_run) return dry_run(*instances, around);

  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return std::move(interrupts).error();
  around.interrupt_fd = (*interrupts)->fd();
  std::vector<ScenarioKey> keys;
  for (const Instance& instance : *instances)
    if (instance.scenario)
      keys.push_back({instance.name, std::string(name(instance.scenario->target))});
  auto baselines = Baselines::open(options.baseline, keys);
  if (!baselines) return std::move(baselines).error();
  auto outputs = RunOutputs::open(options, surroundings, instances->size());
  if (!outputs) return std::move(outputs).error();
  return Session(options, surroundings, std::move(*instances), std::move(around),
                 std::move(*baselines), std::move(*outputs))
      .go(**interrupts);
}

}  // namespace assay::app
