// SPDX-License-Identifier: Apache-2.0
// An agent that hooks start and stop and others keep (systemctl): watched by its process file, its
// cgroup or its health.
#include "base/text.hpp"
#include "base/units.hpp"
#include "sys/cgroup.hpp"
#include "sys/clock.hpp"
#include "sys/family.hpp"
#include "sys/file.hpp"
#include "sys/launcher_client.hpp"
#include "target/agent_life.hpp"
#include "target/hook_runner.hpp"
#include "target/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace assay::target {
namespace {

using OnInterrupt = HookRunner::OnInterrupt;

constexpr double kStopPatience = 100e9;  // systemd kills after 90 s
constexpr double kLook = 20e6;
constexpr std::size_t kPidBytes = 64;

// A process by its number and when it was started: no other is ever the same.
struct Process {
  pid_t pid = 0;
  std::uint64_t start = 0;
  bool operator==(const Process&) const = default;
};

std::optional<Process> living(pid_t pid) {
  const auto start = sys::started_at(pid);
  return start ? std::optional(Process{pid, *start}) : std::nullopt;
}

class OfHooks final : public AgentLife {
 public:
  explicit OfHooks(const AgentSpec& spec)
      : spec_(spec), hooks_(std::make_unique<HookRunner>(spec.launcher, spec.interrupt_fd)) {}
  ~OfHooks() override {
    if (launched_)
      if (auto stopped = stop(); !stopped) return;  // nobody is left to tell
  }

  Result<void> refuse_running() override {
    if (const auto process = filed(); process)
      return runs_already(named_processes({process->pid}) + ", says " + printable(*spec_.pid_file));
    if (const auto members = group(); !members.empty())
      return runs_already(named_processes(members) + " in " + printable(*spec_.cgroup));
    if (!spec_.health) return {};
    auto answer = healthy();
    if (!answer) return std::move(answer).error();
    if (!answer->empty()) return {};
    return runs_already("its health command exits with 0");
  }

  Result<void> launch() override {
    launched_ = true;
    before_ = filed();
    if (spec_.cgroup) base_cpu_ns_ = std::max(0.0, sys::cgroup_cpu_ns(*spec_.cgroup));
    return run(*spec_.start, "the start command", OnInterrupt::cancel, spec_.ready.timeout_ns);
  }

  std::string appearing() override {
    if (spec_.pid_file && !process_) {
      const auto now = filed();
      if (now && (now != before_ || spec_.allow_running)) process_ = now;
      if (!process_) return why_not_filed();
    }
    if (spec_.cgroup && group().empty())
      return "no process is in the cgroup " + printable(*spec_.cgroup);
    return "";
  }

  std::string ended() override {
    if (process_ && living(process_->pid) != process_)
      return fmt::format("has gone: process {} of {}", process_->pid, printable(*spec_.pid_file));
    if (ready_once_ && spec_.cgroup && group().empty())
      return "has gone: no process is left in " + printable(*spec_.cgroup);
    if (spec_.cgroup && !ready_once_) ready_once_ = !group().empty();
    return "";
  }

  bool wait(double ns) override { return sys::wait_readable(spec_.interrupt_fd, ns); }

  Result<void> stop() override {
    if (!std::exchange(launched_, false)) return {};
    const auto ran = run(*spec_.stop, "the stop command", OnInterrupt::ignore, kStopPatience);
    const double until = sys::monotonic_ns() + spec_.grace_ns;
    std::string left = remains();
    while (!left.empty() && sys::monotonic_ns() < until) {
      sys::wait_readable(-1, kLook);
      left = remains();
    }
    if (left.empty()) left = kill_strays(until);
    if (left.empty()) return {};
    return Error{Fault::program, "it could not be stopped",
                 (ran ? left : ran.error().text() + "\n" + left),
                 "stop it by hand before anything else is measured here"};
  }

  AgentUse use() const override {
    AgentUse out;
    const auto processes = members();
    if (spec_.cgroup) {
      const double cpu = sys::cgroup_cpu_ns(*spec_.cgroup);
      // A group that was made anew counts from 0.
      if (cpu >= 0) out.cpu_ns = cpu < base_cpu_ns_ ? cpu : cpu - base_cpu_ns_;
    } else if (process_) {
      out.cpu_ns = sys::ticked_cpu_ns(processes);
    }
    if (processes.empty()) return out;
    out.resident_bytes = sys::resident_bytes(processes);
    if (const auto io = sys::disk_bytes(processes)) {
      out.read_bytes = io->read;
      out.written_bytes = io->written;
    }
    return out;
  }

  AgentTiers tiers() const override {
    constexpr const char* kNowhere =
        "what hooks start is measured where --agent-cgroup or --agent-pid-file say";
    AgentTiers out;
    if (!spec_.cgroup && !spec_.pid_file) {
      out.no_cpu = out.no_memory = out.no_io = kNowhere;
      return out;
    }
    out.memory = out.io = "proc";
    out.cpu = !spec_.cgroup                                          ? "proc"
              : std::filesystem::exists(*spec_.cgroup + "/cpu.stat") ? "cgroup.v2"
                                                                     : "cgroup.v1";
    if (spec_.cgroup && sys::cgroup_cpu_ns(*spec_.cgroup) < 0)
      out.no_cpu = "the cgroup tells no CPU time";
    const auto processes = members();
    if (processes.empty()) out.no_memory = "none of its processes can be seen";
    if (processes.empty() || !sys::disk_bytes(processes))
      out.no_io = "/proc/PID/io of its processes cannot be read";
    return out;
  }

  std::string log(std::size_t) const override { return ""; }
  std::string kept_log() const override { return ""; }

 private:
  // The living process that the file names.
  std::optional<Process> filed() const {
    const auto pid = file_says();
    return pid && *pid > 1 ? living(*pid) : std::nullopt;
  }

  // The start of the file; "" for a FIFO, which would wait for its writer, and its like.
  std::string file_text() const {
    std::error_code error;
    if (!spec_.pid_file || !std::filesystem::is_regular_file(*spec_.pid_file, error)) return "";
    auto text = sys::read_start(*spec_.pid_file, kPidBytes);
    return text ? std::move(*text) : "";
  }

  std::optional<pid_t> file_says() const {
    const std::string text = file_text();
    const auto number = parse_int(trim(text.substr(0, text.find('\n'))));
    if (!number || *number < 1 || *number > 1 << 22) return std::nullopt;
    return static_cast<pid_t>(*number);
  }

  std::string why_not_filed() const {
    const std::string name = printable(*spec_.pid_file);
    if (!sys::exists(*spec_.pid_file)) return "there is no file " + name;
    const auto pid = file_says();
    if (!pid) return fmt::format("{} names no process: '{}'", name, printable(trim(file_text())));
    if (*pid == 1) return name + " names process 1, which no hook has started";
    return fmt::format("{} names process {}, which {}", name, *pid,
                       before_ && before_->pid == *pid ? "ran before the start" : "is not there");
  }

  std::vector<pid_t> group() const {
    if (!spec_.cgroup) return {};
    auto found = sys::cgroup_processes(*spec_.cgroup);
    std::erase_if(found, [](pid_t pid) { return !sys::started_at(pid); });
    return found;
  }

  // Whose use is summed.
  std::vector<pid_t> members() const {
    if (spec_.cgroup) return group();
    if (!process_ || living(process_->pid) != process_) return {};
    auto tree = sys::descendants_of(process_->pid);
    tree.push_back(process_->pid);
    return tree;
  }

  Result<std::string> healthy() const {
    return ask_command(*spec_.health, "its health command", spec_.health_timeout_ns, -1);
  }

  // What of it is still there; empty when it is gone.
  std::string remains() {
    if (process_ && living(process_->pid) == process_)
      return named_processes({process_->pid}) + " lives on";
    if (const auto members = group(); !members.empty())
      return named_processes(members) + " lives on in " + printable(*spec_.cgroup);
    if (!spec_.health) return "";
    const auto answer = healthy();
    return answer && answer->empty() ? "its health command still exits with 0" : "";
  }

  // What hooks have left behind in our tree and nobody named goes with their launcher.
  std::string kill_strays(double until) {
    while (!hooks_->left_behind().empty() && sys::monotonic_ns() < until)
      sys::wait_readable(-1, kLook);
    std::vector<Process> strays;
    for (pid_t pid : hooks_->left_behind())
      if (const auto process = living(pid)) strays.push_back(*process);
    hooks_ = std::make_unique<HookRunner>(spec_.launcher, spec_.interrupt_fd);
    std::vector<pid_t> left;
    for (const Process& process : strays)
      if (living(process.pid) == process) left.push_back(process.pid);
    return left.empty() ? "" : named_processes(left) + " lives on";
  }

  Result<void> run(const Command& command, const std::string& what, OnInterrupt on_interrupt,
                   double timeout_ns) {
    auto outcome = hooks_->run(command, on_interrupt, timeout_ns);
    if (!outcome) return std::move(outcome).error();
    switch (outcome->end) {
      case model::TrialEnd::cancelled:
        return Error{Fault::interrupted, "interrupted", "", ""};
      case model::TrialEnd::exited:
        if (outcome->code == 0) return {};
        return failed(fmt::format("{} exited with code {}", what, outcome->code), *outcome);
      case model::TrialEnd::timed_out:
        return failed(fmt::format("{} took more than {}", what, format_quantity(timeout_ns, "ns")),
                      *outcome);
      case model::TrialEnd::signaled:
        return failed(fmt::format("{} was killed by signal {}", what, outcome->code), *outcome);
      default:
        return failed(what + " could not be started", *outcome);
    }
  }

  static Error failed(std::string what, const model::TrialOutcome& outcome) {
    return {Fault::program, std::move(what), outcome.detail, "run it by hand to see why"};
  }

  AgentSpec spec_;
  std::unique_ptr<HookRunner> hooks_;
  bool launched_ = false;
  std::optional<Process> before_;   // whom the file named before the start
  std::optional<Process> process_;  // whom it names since
  bool ready_once_ = false;         // its cgroup had processes
  double base_cpu_ns_ = 0;
};

}  // namespace

std::unique_ptr<AgentLife> agent_of_hooks(const AgentSpec& spec) {
  return std::make_unique<OfHooks>(spec);
}

}  // namespace assay::target
