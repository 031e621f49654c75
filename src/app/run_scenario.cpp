// SPDX-License-Identifier: Apache-2.0
#include "app/run_scenario.hpp"

#include "app/check_scenario.hpp"
#include "app/checking_runner.hpp"
#include "app/clock.hpp"
#include "app/prepare.hpp"
#include "app/redact.hpp"
#include "app/scenario_command.hpp"
#include "app/scenario_plan.hpp"
#include "app/scenario_revisions.hpp"
#include "app/scenario_target.hpp"
#include "app/wording.hpp"
#include "measure/rounds.hpp"
#include "report/summarise.hpp"
#include "stats/summary.hpp"
#include "sys/clock.hpp"
#include "sys/sha256.hpp"
#include "target/hook_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::app {
namespace {

using model::Scenario;
using OnInterrupt = target::HookRunner::OnInterrupt;

// Setup and cleanup belong to the scenario, not to an arm: its own environment and folder.
model::ScenarioArm own_arm(const Scenario& scenario) {
  model::ScenarioArm out;
  out.env = scenario.env;
  return out;
}

std::string hook_folder(const Scenario& scenario) {
  return scenario.cwd.value_or(scenario.folder);
}

// One scenario while it runs; members in the order in which they come to be, so that they go in
// the reverse: the target before the daemons that a setup command has put up.
class ScenarioRun {
 public:
  ScenarioRun(const Instance& instance, const RunCircumstances& around, model::Progress& progress)
      : instance_(instance),
        around_(around),
        progress_(progress),
        scenario_(*instance.scenario),
        seed_(scenario_.plan.seed.value_or(sys::random_seed() & 0xffffffffU)),
        plan_(plan_of(scenario_, seed_)),
        report_(blank_report("run", seed_)) {}

  Measured go() {
    describe();
    Result<void> ended = set_up();
    if (ended) ended = open();
    if (ended) ended = measure();
    runner_.reset();
    if (auto cleaned = hook(scenario_.cleanup, "cleanup", OnInterrupt::ignore); !cleaned && ended)
      ended = std::move(cleaned);
    hooks_.reset();
    Measured out;
    finish(ended);
    if (!ended) out.ended = std::move(ended).error();
    out.report = std::move(report_);
    return out;
  }

  Result<std::vector<std::string>> spawns() {
    if (auto ok = check_scenario(scenario_, Moment::before_setup); !ok)
      return std::move(ok).error();
    auto placed =
        place_arms(scenario_, around_.surroundings, around_.interrupt_fd, Checkout::look_only);
    if (!placed) return std::move(placed).error();
    auto plan = plan_target(request(placed->folders));
    if (!plan) return std::move(plan).error();
    std::vector<std::string> out = placed->spawns;
    const auto add_hook = [&](const model::ScenarioCommand& command, std::string_view which) {
      if (command.empty()) return;
      out.push_back(fmt::format("{}: {}", which,
                                spawn_text(line_of(command), execution(), hook_folder(scenario_))));
    };
    add_hook(scenario_.setup, "setup");
    out.insert(out.end(), plan->spawns.begin(), plan->spawns.end());
    add_hook(scenario_.cleanup, "cleanup");
    return out;
  }

 private:
  Execution execution() const {
    Execution out = execution_of(scenario_, own_arm(scenario_));
    return out;
  }

  TargetRequest request(std::vector<std::string> folders) const {
    return {.scenario = scenario_,
            .surroundings = around_.surroundings,
            .folders = std::move(folders),
            .launcher = around_.launcher,
            .seed = seed_,
            .interrupt_fd = around_.interrupt_fd};
  }

  // What can be said before anything is looked up.
  void describe() {
    report_.plan = plan_record(plan_, execution());
    model::ScenarioRecord record;
    record.name = scenario_.name;
    record.entry = scenario_.entry.value_or("");
    record.target = name(scenario_.target);
    record.manifest = scenario_.file;
    record.manifest_sha256 = instance_.manifest_sha256;
    record.tags = scenario_.tags;
    record.parameters = scenario_.values;
    record.iterations = plan_.fixed;
    record.warmup = plan_.warmup;
    report_.scenario = std::move(record);
    for (std::size_t i = 0; i < scenario_.arms.size(); ++i) {
      model::Arm arm;
      arm.name = scenario_.arms[i].name;
      arm.command.text = line_of(scenario_.arms[i].command).text;
      arm.parameters = scenario_.values;
      report_.arms.push_back(std::move(arm));
    }
    name_roles();
  }

  void name_roles() {
    for (std::size_t i = 0; i < report_.arms.size(); ++i)
      report_.arms[i].role = plan_.control == i        ? "control"
                             : i == 0 && plan_.compare ? "baseline"
                                                       : "candidate";
  }

  Result<void> hook(const model::ScenarioCommand& command, const std::string& which,
                    OnInterrupt on_interrupt) {
    if (command.empty()) return {};
    auto spawned =
        spawnable(line_of(command), execution(), around_.surroundings, hook_folder(scenario_));
    if (!spawned) return std::move(spawned).error().in("the " + which + " command");
    if (!hooks_) {
      auto launcher = launcher_path(around_.launcher);
      if (!launcher) return std::move(launcher).error();
      hooks_.emplace(*launcher, around_.interrupt_fd);
    }
    auto ran = hooks_->run(*spawned, on_interrupt);
    if (!ran) return std::move(ran).error();
    if (ran->end == model::TrialEnd::cancelled)
      return Error{Fault::interrupted, "interrupted", "", ""};
    if (ran->end == model::TrialEnd::exited && ran->code == 0) return {};
    return Error{Fault::program,
                 fmt::format("the {} command failed with code {}", which,
                             ran->end == model::TrialEnd::signaled ? 128 + ran->code : ran->code),
                 ran->detail, "run it by hand: " + line_of(command).text};
  }

  Result<void> set_up() {
    if (auto ok = check_scenario(scenario_, Moment::before_setup); !ok) return ok;
    auto placed =
        place_arms(scenario_, around_.surroundings, around_.interrupt_fd, Checkout::build);
    if (!placed) return std::move(placed).error();
    folders_ = std::move(placed->folders);
    for (auto& note : placed->notes) report_.diagnostics.push_back(std::move(note));
    if (auto ok = hook(scenario_.setup, "setup", OnInterrupt::cancel); !ok) return ok;
    return check_scenario(scenario_, Moment::ready);
  }

  Result<void> open() {
    auto expectations = Expectations::make(scenario_.expected);
    if (!expectations) return std::move(expectations).error();
    const TargetRequest wanted = request(folders_);
    auto plan = plan_target(wanted);
    if (!plan) return std::move(plan).error();
    report_.arms = std::move(plan->arms);
    name_roles();
    auto opened = open_target(wanted);
    if (!opened) return std::move(opened).error();
    runner_ = std::move(*opened);
    report_.backend = runner_->backend();
    std::vector<CheckingRunner::Arm> arms;
    for (std::size_t i = 0; i < report_.arms.size(); ++i)
      arms.push_back({report_.arms[i].name, folders_[i]});
    checking_.emplace(*runner_, std::move(*expectations), std::move(arms));
    return {};
  }

  Result<void> measure() {
    MonotonicClock clock;
    auto ended = measure::run_rounds(plan_, *checking_, clock, progress_, report_);
    report_.checks = checking_->checks();
    report_.expected_match = checking_->match();
    report_.response_bytes = checking_->response_bytes(judged_arm());
    report_.backend = runner_->backend();
    for (auto& remark : runner_->remarks()) report_.diagnostics.push_back(std::move(remark));
    return ended;
  }

  // The last one that is no control.
  std::size_t judged_arm() const { return report_.arms.size() - (plan_.control ? 2 : 1); }

  std::optional<double> median_of(std::string_view metric) const {
    const auto* found = model::column(report_, report_.arms[judged_arm()], metric);
    return found == nullptr ? std::nullopt : stats::median(found->present());
  }

  void finish(const Result<void>& ended) {
    if (!ended && report_.status == model::Status::complete) {
      report_.status = ended.error().fault == Fault::interrupted ? model::Status::interrupted
                                                                 : model::Status::failed;
      report_.failure = ended.error().text();
    }
    if (report_.backend) {
      auto& backend = *report_.backend;
      if (!backend.native_alloc_calls) backend.native_alloc_calls = median_of("native_alloc_calls");
      if (!backend.native_alloc_bytes) backend.native_alloc_bytes = median_of("native_alloc_bytes");
    }
    hash_executables(report_);
    hash_inputs();
    Redactor(around_.redact).apply(report_);
    report::summarise(report_);
  }

  // After the rounds, as executables are: reading them before would warm the page cache.
  void hash_inputs() {
    std::vector<std::string> paths = scenario_.inputs;
    for (const auto& arm : scenario_.arms)
      if (arm.input) paths.push_back(*arm.input);
    for (const std::string& path : paths) {
      const bool known =
          std::any_of(report_.inputs.begin(), report_.inputs.end(),
                      [&](const model::InputFile& file) { return file.path == path; });
      if (known) continue;
      if (auto hash = sys::sha256_file(path)) report_.inputs.push_back({path, *hash});
    }
  }

  const Instance& instance_;
  const RunCircumstances& around_;
  model::Progress& progress_;
  Scenario scenario_;
  std::uint64_t seed_;
  measure::Plan plan_;
  model::Report report_;
  std::vector<std::string> folders_;
  std::optional<target::HookRunner> hooks_;
  std::unique_ptr<target::ObservedRunner> runner_;
  std::optional<CheckingRunner> checking_;
};

}  // namespace

Measured run_scenario(const Instance& instance, const RunCircumstances& around,
                      model::Progress& progress) {
  return ScenarioRun(instance, around, progress).go();
}

Result<std::vector<std::string>> scenario_spawns(const Instance& instance,
                                                 const RunCircumstances& around) {
  struct Silent final : model::Progress {
    void plan(const std::string&) override {}
    void view(const model::ProgressView&) override {}
  } silent;
  return ScenarioRun(instance, around, silent).spawns();
}

}  // namespace assay::app
