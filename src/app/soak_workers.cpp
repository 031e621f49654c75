// SPDX-License-Identifier: Apache-2.0
#include "app/soak_workers.hpp"

#include "app/commands.hpp"
#include "app/prepare.hpp"
#include "app/soak_options.hpp"
#include "app/wording.hpp"
#include "sys/clock.hpp"
#include "sys/self.hpp"
#include "target/process_command.hpp"
#include "target/process_outcome.hpp"
#include "workload/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::app {
namespace {

constexpr double kLook = 100e6;          // between two looks at the workers
constexpr double kGrace = 2e9;           // between SIGTERM and SIGKILL
constexpr double kMargin = 24 * 3600e9;  // they are stopped, they do not end by themselves
constexpr std::size_t kQuotedLog = 8 << 10;
constexpr std::size_t kQuotedLines = 5;

const workload::Described* find_workload(const std::string& name) {
  for (const workload::Described& each : workload::all())
    if (each.name == name) return &each;
  return nullptr;
}

bool reads_file(const std::string& name) {
  return name == "open_close" || name == "full_read";
}

Result<CommandLine> workload_line(const SoakOptions& options, const std::string& name) {
  if (find_workload(name) == nullptr) {
    std::vector<std::string> known;
    for (const workload::Described& each : workload::all()) known.emplace_back(each.name);
    return bad_usage("there is no workload " + in_quotes(name), "known are " + join(known, ", "),
                     did_you_mean(name, known));
  }
  auto self = sys::find_part("assay");
  if (!self) return std::move(self).error();
  const double rate = rate_of(options) / double(options.workers);
  const double seconds = (options.duration_ns + options.warmup_ns + kMargin) / 1e9;
  CommandLine out;
  out.argv = {*self,
              "workload",
              name,
              "--rate",
              fmt::format("{}", rate),
              "--duration",
              fmt::format("{:.0f}s", seconds),
              "--warmup",
              "0"};
  if (options.file && reads_file(name)) {
    out.argv.emplace_back("--file");
    out.argv.push_back(*options.file);
  }
  out.text = "assay";
  for (std::size_t i = 1; i < out.argv.size(); ++i) out.text += " " + shell_quote(out.argv[i]);
  return out;
}

}  // namespace

Result<WorkerPlan> plan_workers(const SoakOptions& options, const Surroundings& surroundings) {
  std::vector<CommandLine> lines;
  if (options.worker_command) {
    const Need need = shell_need(*options.worker_command) ? Need::shell : Need::words;
    auto line = command_line(*options.worker_command, ShellPolicy(), need);
    if (!line) return std::move(line).error().in("--worker-command");
    lines.push_back(*std::move(line));
  } else {
    std::vector<std::string> names = options.workloads;
    if (names.empty()) names = {"open_close"};
    for (const std::string& name : names) {
      auto line = workload_line(options, name);
      if (!line) return std::move(line).error();
      lines.push_back(*std::move(line));
    }
  }
  WorkerPlan out;
  for (const CommandLine& line : lines) {
    auto command = spawnable(line, options.execution, surroundings, surroundings.cwd);
    if (!command) return std::move(command).error().in("a worker");
    out.commands.push_back(*std::move(command));
    out.texts.push_back(line.text);
  }
  return out;
}

Result<SoakWorkers> SoakWorkers::start(const WorkerPlan& plan, std::uint64_t count,
                                       const std::string& launcher) {
  SoakWorkers out;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t which = i % plan.commands.size();
    auto daemon = sys::Daemon::start(launcher, target::daemon_command(plan.commands[which], {}));
    if (!daemon) return std::move(daemon).error().in(fmt::format("worker {}", i + 1));
    for (const auto& other : out.daemons_) {
      other->spare(**daemon);
      (*daemon)->spare(*other);
    }
    out.daemons_.push_back(*std::move(daemon));
    out.texts_.push_back(plan.texts[which]);
  }
  return out;
}

void SoakWorkers::wait(double ns, int interrupt_fd) const {
  const double until = sys::monotonic_ns() + ns;
  for (double left; (left = until - sys::monotonic_ns()) > 0;) {
    for (const auto& daemon : daemons_)
      if (sys::is_readable(daemon->ended_fd())) return;
    if (daemons_.front()->wait(std::min(left, kLook), interrupt_fd)) return;
  }
}

std::optional<Error> SoakWorkers::died() {
  for (std::size_t i = 0; i < daemons_.size(); ++i) {
    const auto& ended = daemons_[i]->ended();
    if (!ended) continue;
    const model::TrialOutcome outcome = target::outcome_of(*ended, texts_[i], "");
    std::string how;
    switch (outcome.end) {
      case model::TrialEnd::exited:
        how = fmt::format("exited with code {}", outcome.code);
        break;
      case model::TrialEnd::signaled:
        how = fmt::format("was killed by signal {}", outcome.code);
        break;
      case model::TrialEnd::not_started:
        how = fmt::format("could not be started ({})", outcome.detail);
        break;
      default:
        how = "has gone";
    }
    const std::string log = target::last_lines(daemons_[i]->log(kQuotedLog), kQuotedLines);
    return Error{Fault::program, fmt::format("worker {} of {} {}", i + 1, daemons_.size(), how),
                 texts_[i] + (log.empty() ? "\nit wrote nothing" : "\nits last lines:\n" + log),
                 "workers have to last for the whole soak; run one by hand to see why"};
  }
  return std::nullopt;
}

void SoakWorkers::stop() {
  for (const auto& daemon : daemons_) daemon->terminate();
  for (const auto& daemon : daemons_) daemon->stop(kGrace);
}

}  // namespace assay::app
