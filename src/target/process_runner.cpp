// SPDX-License-Identifier: Apache-2.0
#include "target/process_runner.hpp"

#include "launcher/protocol.hpp"
#include "sys/cgroup.hpp"
#include "sys/hardware_counters.hpp"
#include "sys/launcher_client.hpp"
#include "target/process_command.hpp"
#include "target/process_extras.hpp"
#include "target/process_outcome.hpp"
#include "target/process_tiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace assay::target {
namespace {

using launcher::Field;
using launcher::kNone;
using launcher::TrialResult;
using model::TrialEnd;
using model::TrialOutcome;
using model::TrialRequest;

constexpr std::size_t kErrors = std::size_t{1} << 20;  // bytes kept of standard error

launcher::BatchHeader accepting(const AcceptedCodes& accepted) {
  launcher::BatchHeader header{};
  header.accept_any = accepted.any ? 1 : 0;
  for (int code : accepted.codes)
    if (code >= 0 && code < 256) header.accepted[code / 64] |= std::uint64_t{1} << (code % 64);
  return header;
}

// For sums: 0 where there is no figure.
double sum_part(const TrialResult& result, Field field) {
  const std::int64_t raw = result.value[std::uint32_t(field)];
  return raw == kNone ? 0 : static_cast<double>(raw);
}

bool succeeded(const TrialOutcome& outcome) {
  return outcome.end == TrialEnd::exited && outcome.code == 0;
}

launcher::Trial trial_of(const TrialRequest& request, std::uint32_t slot) {
  launcher::Trial out{};
  out.slot = slot;
  out.kind = request.warmup ? launcher::Iteration::warmup : launcher::Iteration::measured;
  out.iteration = request.iteration;
  out.spin_ns = request.spin_ns;
  return out;
}

// A path that is too long is left out; the next tier takes over.
template <std::size_t N>
void put(char (&to)[N], const std::string& path) {
  if (path.size() < N) path.copy(to, path.size());
}

}  // namespace

struct ProcessRunner::State {
  ProcessOptions options;
  sys::StandingGroups groups;  // goes after the launcher that uses them
  std::unique_ptr<sys::LauncherClient> trials;
  std::unique_ptr<sys::LauncherClient> hooks;  // started with the first hook
  launcher::BatchHeader accepted{};
  std::vector<model::MeasuredMetric> metrics;
  model::HarnessCost cost;
  Captured captured;
  Extras extras;
  // Over the batch that runs: CPU time of trials and hooks, and how long trials were throttled.
  double cpu_ns = 0;
  double wall_ns = 0;
  double launchers_cpu_ns = 0;
  std::optional<double> throttled_ns;

  // Slots of the hook launcher: 0 for setup and cleanup, then two for each arm.
  static std::uint32_t prepare_slot(std::uint32_t arm) { return 1 + 2 * arm; }
  static std::uint32_t conclude_slot(std::uint32_t arm) { return 2 + 2 * arm; }

  bool has_hooks(std::uint32_t arm) const {
    return options.arms[arm].prepare || options.arms[arm].conclude;
  }
  Result<void> start_trials();
  Result<void> start_hooks();
  Result<TrialOutcome> hook(const launcher::Trial& trial, const Command& command, int interrupt_fd);
  Result<void> around(const std::optional<Command>& hook_command, std::uint32_t slot,
                      const TrialRequest& request, TrialOutcome& outcome);
  void note(const TrialResult& result) { cpu_ns += sum_part(result, Field::cpu); }
  Result<std::vector<TrialResult>> send(std::span<const TrialRequest> batch);
  Result<void> run_together(std::span<const TrialRequest> batch, std::vector<TrialOutcome>& out);
  Result<void> run_alone(const TrialRequest& request, std::vector<TrialOutcome>& out);
  bool accepts(const TrialOutcome& outcome) const;
  double launchers_cpu();
};

Result<void> ProcessRunner::State::start_trials() {
  launcher::Setup setup{};
  auto extra = Extras::make(options);
  if (!extra) return std::move(extra).error();
  extras = std::move(*extra);
  put(setup.fifo, extras.events_path());
  setup.seed = options.seed;
  setup.taskstats = options.without_taskstats ? 0 : 1;
  if (!options.without_perf && options.hardware_counters != HardwareCounters::off)
    sys::ask_for_hardware_counters(setup);
  if (!options.without_cgroups) {
    using Versions = sys::StandingGroups::Versions;
    groups =
        sys::StandingGroups::make(options.without_cgroup_v2 ? Versions::first : Versions::both);
    put(setup.v2_group, groups.v2());
    put(setup.v1_memory, groups.v1_memory());
    put(setup.v1_cpuacct, groups.v1_cpuacct());
  }
  auto client =
      sys::LauncherClient::start(options.launcher, setup, sys::LauncherClient::Group::own);
  if (!client) return std::move(client).error();
  trials = std::move(*client);
  for (std::uint32_t arm = 0; arm < options.arms.size(); ++arm)
    if (auto defined = trials->define(trial_command(options, arm, extras.output_descriptor()));
        !defined)
      return defined;
  metrics = metrics_of(trials->ready());
  extras.announce(metrics);
  return {};
}

Result<void> ProcessRunner::State::start_hooks() {
  if (hooks) return {};
  auto client =
      sys::LauncherClient::start(options.launcher, {}, sys::LauncherClient::Group::shared);
  if (!client) return std::move(client).error();
  hooks = std::move(*client);
  trials->spare(hooks->pid());
  for (std::uint32_t arm = 0; arm < options.arms.size(); ++arm) {
    const ProcessArm& one = options.arms[arm];
    if (one.prepare)
      if (auto ok = hooks->define(hook_command(*one.prepare, prepare_slot(arm))); !ok) return ok;
    if (one.conclude)
      if (auto ok = hooks->define(hook_command(*one.conclude, conclude_slot(arm))); !ok) return ok;
  }
  return {};
}

Result<TrialOutcome> ProcessRunner::State::hook(const launcher::Trial& trial,
                                                const Command& command, int interrupt_fd) {
  sys::LauncherWatch watch;
  watch.interrupt_fd = interrupt_fd;
  auto results = hooks->run(accepting({}), {&trial, 1}, watch);
  if (!results) return std::move(results).error();
  note(results->front());
  auto outcome = outcome_of(results->front(), command.executable, hooks->kept_errors(kErrors));
  // Ctrl-C reaches a hook by the terminal, too: then it is no failure of its own.
  if (!succeeded(outcome) && sys::is_readable(interrupt_fd)) outcome.end = TrialEnd::cancelled;
  return outcome;
}

// Runs a prepare or conclude command, if there is one; when it fails, that is the outcome.
Result<void> ProcessRunner::State::around(const std::optional<Command>& hook_command,
                                          std::uint32_t slot, const TrialRequest& request,
                                          TrialOutcome& outcome) {
  if (!hook_command) return {};
  launcher::Trial trial = trial_of(request, slot);
  trial.spin_ns = 0;
  auto ran = hook(trial, *hook_command, options.interrupt_fd);
  if (!ran) return std::move(ran).error();
  if (ran->end == TrialEnd::cancelled) {
    outcome = std::move(*ran);
  } else if (!succeeded(*ran)) {
    outcome.end = TrialEnd::hook_failed;
    outcome.code = ran->end == TrialEnd::signaled ? 128 + ran->code : ran->code;
    outcome.detail = std::move(ran->detail);
  }
  return {};
}

Result<std::vector<TrialResult>> ProcessRunner::State::send(std::span<const TrialRequest> batch) {
  std::vector<launcher::Trial> wanted;
  for (const TrialRequest& request : batch) wanted.push_back(trial_of(request, request.arm));
  sys::LauncherWatch watch;
  watch.interrupt_fd = options.interrupt_fd;
  extras.watch(watch);
  auto results = trials->run(accepted, wanted, watch);
  if (!results) return results;
  for (const TrialResult& result : *results) {
    ++cost.trials;
    cost.sampling_ns += static_cast<double>(result.sampling_ns);
    cost.bookkeeping_ns += static_cast<double>(result.bookkeeping_ns);
    cost.trials_ns += sum_part(result, Field::wall);
    note(result);
    wall_ns += sum_part(result, Field::wall);
    if (result.value[std::uint32_t(Field::throttled)] != kNone)
      throttled_ns = sum_part(result, Field::throttled) + throttled_ns.value_or(0);
  }
  return results;
}

bool ProcessRunner::State::accepts(const TrialOutcome& outcome) const {
  if (outcome.end == TrialEnd::signaled) return options.accepted.any;
  return outcome.end == TrialEnd::exited &&
         (options.accepted.any || std::ranges::count(options.accepted.codes, outcome.code) > 0);
}

Result<void> ProcessRunner::State::run_together(std::span<const TrialRequest> batch,
                                                std::vector<TrialOutcome>& out) {
  while (!batch.empty()) {
    const std::size_t most = std::min<std::size_t>(batch.size(), launcher::kMaxBatch);
    auto results = send(batch.first(most));
    if (!results) return std::move(results).error();
    for (const TrialResult& result : *results) {
      const std::string& executable = options.arms[batch[0].arm].command.executable;
      const bool last = &result == &results->back();
      if (last) captured.errors = trials->kept_errors(kErrors);
      out.push_back(outcome_of(result, executable, last ? captured.errors : std::string()));
      out.back().values = values_of(result);
      batch = batch.subspan(1);
    }
    if (out.empty() || !accepts(out.back())) return {};
  }
  return {};
}

Result<void> ProcessRunner::State::run_alone(const TrialRequest& request,
                                             std::vector<TrialOutcome>& out) {
  if (has_hooks(request.arm))
    if (auto ok = start_hooks(); !ok) return ok;
  const ProcessArm& arm = options.arms[request.arm];
  TrialOutcome outcome;
  if (auto ok = around(arm.prepare, prepare_slot(request.arm), request, outcome); !ok) return ok;
  if (outcome.end == TrialEnd::exited) {
    extras.begin();
    if (auto ok = run_together({&request, 1}, out); !ok) return ok;
    extras.end(metrics, out.back(), captured);
    cpu_ns += extras.cgroups_used_ns();
    outcome = std::move(out.back());
    out.pop_back();
    // After a trial that failed, too; but then it is the trial's failure that is told.
    TrialOutcome concluded = outcome;
    if (outcome.end != TrialEnd::cancelled)
      if (auto ok = around(arm.conclude, conclude_slot(request.arm), request, concluded); !ok)
        return ok;
    if (accepts(outcome)) outcome = std::move(concluded);
  }
  out.push_back(std::move(outcome));
  return {};
}

// What the launchers themselves have used since the last call: part of the harness, no neighbour.
double ProcessRunner::State::launchers_cpu() {
  const double now = trials->own_cpu_ns() + (hooks ? hooks->own_cpu_ns() : 0);
  return now - std::exchange(launchers_cpu_ns, now);
}

Result<std::unique_ptr<ProcessRunner>> ProcessRunner::start(ProcessOptions options) {
  if (options.arms.empty() || options.arms.size() > launcher::kMaxCommands / 2 - 1)
    return Error{Fault::usage, "the number of commands is out of range", "", ""};
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->accepted = accepting(state->options.accepted);
  if (auto started = state->start_trials(); !started) return std::move(started).error();
  return std::unique_ptr<ProcessRunner>(new ProcessRunner(std::move(state)));
}

ProcessRunner::ProcessRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProcessRunner::~ProcessRunner() = default;

const std::vector<model::MeasuredMetric>& ProcessRunner::metrics() const {
  return state_->metrics;
}

Result<model::BatchOutcome> ProcessRunner::run(std::span<const TrialRequest> batch) {
  State& s = *state_;
  model::BatchOutcome out;
  s.cpu_ns = s.wall_ns = 0;
  s.throttled_ns.reset();
  const bool alone = s.extras.needed() || std::ranges::any_of(batch, [&](const auto& request) {
                       return s.has_hooks(request.arm);
                     });
  if (!alone) {
    if (auto ok = s.run_together(batch, out.trials); !ok) return std::move(ok).error();
  } else {
    for (const TrialRequest& request : batch) {
      if (auto ok = s.run_alone(request, out.trials); !ok) return std::move(ok).error();
      if (!s.accepts(out.trials.back())) break;
    }
  }
  if (s.options.disturbance) out.disturbance = s.options.disturbance(s.cpu_ns + s.launchers_cpu());
  if (s.throttled_ns && s.wall_ns > 0) out.disturbance.throttled = *s.throttled_ns / s.wall_ns;
  return out;
}

model::HarnessCost ProcessRunner::cost() const {
  return state_->cost;
}

Result<TrialOutcome> ProcessRunner::run_hook(const Command& command, OnInterrupt on_interrupt) {
  if (auto ok = state_->start_hooks(); !ok) return std::move(ok).error();
  if (auto ok = state_->hooks->define(hook_command(command, 0)); !ok) return std::move(ok).error();
  launcher::Trial trial{};
  return state_->hook(trial, command,
                      on_interrupt == OnInterrupt::cancel ? state_->options.interrupt_fd : -1);
}

const Captured& ProcessRunner::captured() const {
  return state_->captured;
}

model::BackendRecord ProcessRunner::backend() const {
  model::BackendRecord out;
  out.name = "process";
  return out;
}

std::uint64_t ProcessRunner::malformed_events() const {
  return state_->extras.malformed();
}

std::vector<model::Diagnostic> ProcessRunner::remarks() const {
  if (malformed_events() == 0) return {};
  return {{model::Severity::warning, "malformed-events",
           fmt::format("{} lines on ASSAY_EVENTS were no events", malformed_events())}};
}

}  // namespace assay::target
