// SPDX-License-Identifier: Apache-2.0
// An agent that we run: a daemon with a launcher of its own.
#include "base/text.hpp"
#include "sys/daemon.hpp"
#include "sys/running.hpp"
#include "target/agent_life.hpp"
#include "target/process_command.hpp"
#include "target/readiness.hpp"

#include <fmt/format.h>

#include <utility>

namespace assay::target {
namespace {

constexpr const char* kNotStarted = "it was not started";

std::string search_path(const Command& command) {
  constexpr std::string_view kName = "PATH=";
  for (const std::string& entry : command.env)
    if (entry.starts_with(kName)) return entry.substr(kName.size());
  return "";
}

class Beside final : public AgentLife {
 public:
  explicit Beside(const AgentSpec& spec) : spec_(spec) {}

  Result<void> refuse_running() override {
    const Command& command = *spec_.command;
    const auto running =
        sys::find_running({command.executable, command.argv, command.cwd, search_path(command)});
    if (!running) return {};
    return runs_already(fmt::format("process {}: {}{}", running->pid, running->line,
                                    running->by_name ? " (another user's, by its name)" : ""));
  }

  Result<void> launch() override {
    auto daemon = sys::Daemon::start(spec_.launcher, daemon_command(*spec_.command, spec_.cpus));
    if (!daemon) return std::move(daemon).error();
    daemon_ = std::move(*daemon);
    return {};
  }

  std::string appearing() override { return ""; }

  std::string ended() override {
    const auto& result = daemon_->ended();
    return result ? ending(*result, spec_.command->executable) : "";
  }

  bool wait(double ns) override { return daemon_->wait(ns, spec_.interrupt_fd); }

  Result<void> stop() override {
    if (!daemon_) return {};
    const auto left = daemon_->stop(spec_.grace_ns);
    if (left.empty()) return {};
    return Error{Fault::program, "it could not be stopped", named_processes(left) + " lives on",
                 "stop it by hand before anything else is measured here"};
  }

  AgentUse use() const override {
    AgentUse out;
    if (!daemon_) return out;
    if (const double cpu = daemon_->cpu_ns(); cpu >= 0) out.cpu_ns = cpu;
    if (const double bytes = daemon_->resident_bytes(); bytes > 0) out.resident_bytes = bytes;
    if (const auto io = daemon_->disk_bytes()) {
      out.read_bytes = io->read;
      out.written_bytes = io->written;
    }
    return out;
  }

  AgentTiers tiers() const override {
    if (!daemon_) return {"", "", "", kNotStarted, kNotStarted, kNotStarted};
    AgentTiers out{daemon_->cpu_tier(), "proc", "proc", "", "", ""};
    if (daemon_->cpu_ns() < 0) out.no_cpu = "its cgroup cannot be read";
    if (!daemon_->disk_bytes())
      out.no_io =
          "/proc/PID/io of its processes cannot be read: they are another user's, or may "
          "not be looked at";
    return out;
  }

  std::string log(std::size_t bytes) const override { return daemon_ ? daemon_->log(bytes) : ""; }
  std::string kept_log() const override { return daemon_ ? daemon_->kept_log() : ""; }

 private:
  AgentSpec spec_;
  std::unique_ptr<sys::Daemon> daemon_;
};

}  // namespace

std::unique_ptr<AgentLife> agent_beside(const AgentSpec& spec) {
  return std::make_unique<Beside>(spec);
}

}  // namespace assay::target
