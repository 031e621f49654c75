// SPDX-License-Identifier: Apache-2.0
#include "target/agent.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "sys/clock.hpp"
#include "sys/file.hpp"
#include "sys/launcher_client.hpp"
#include "target/agent_life.hpp"
#include "target/agent_ready.hpp"
#include "target/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::target {
namespace {

constexpr std::size_t kQuotedLog = std::size_t{64} << 10;
constexpr double kLeastSettle = 20e6;

Error interrupted() {
  return {Fault::interrupted, "interrupted", "", ""};
}

}  // namespace

Agent::Agent(const AgentSpec& spec)
    : spec_(spec), life_(spec.command ? agent_beside(spec) : agent_of_hooks(spec)) {
  name_ = fmt::format("the agent '{}'",
                      printable((spec.command ? *spec.command : *spec.start).argv.front()));
}

Agent::~Agent() {
  if (auto stopped = stop(); !stopped) return;  // nobody is left to tell
}

Result<std::unique_ptr<Agent>> Agent::start(const AgentSpec& spec) {
  std::unique_ptr<Agent> agent(new Agent(spec));
  agent->stopped_ = true;  // nothing to stop yet
  if (!spec.allow_running)
    if (auto alone = agent->life_->refuse_running(); !alone) return std::move(alone).error();
  auto looks = AgentLooks::make(spec.ready, spec.interrupt_fd);
  if (!looks) return std::move(looks).error();
  if (!spec.allow_running)
    if (auto fresh = looks->refuse_stale(); !fresh) return std::move(fresh).error();

  agent->stopped_ = false;
  const double began = sys::monotonic_ns();
  auto ready = agent->life_->launch();
  if (ready) ready = agent->await_ready(*looks, began);
  if (ready) agent->startup_ns_ = sys::monotonic_ns() - began;
  if (ready) ready = agent->settle();
  if (ready) return agent;
  Error error = std::move(ready).error();
  if (const auto stopped = agent->stop(); !stopped)
    error.why += (error.why.empty() ? "" : "\n") + stopped.error().text();
  return error;
}

Error Agent::ended(const std::string& when) const {
  return {Fault::program, fmt::format("{} {}{}", name_, life_->ended(), when),
          spec_.command ? with_last_lines("", life_->log(kQuotedLog)) : "",
          "run its command by hand to see why"};
}

Result<void> Agent::await_ready(AgentLooks& looks, double began_ns) {
  const double timeout = spec_.ready.timeout_ns;
  const auto log = [&] { return life_->kept_log(); };
  for (;;) {
    if (!life_->ended().empty()) return ended(" before it was ready");
    const double waited = sys::monotonic_ns() - began_ns;
    std::string why = life_->appearing();
    if (why.empty()) {
      auto looked = looks.look(waited, patience_of_look(timeout - waited), log);
      if (!looked) return std::move(looked).error();
      if (looked->empty() && life_->ended().empty()) return {};
      why = std::move(*looked);
    }
    if (waited >= timeout)
      return Error{Fault::program,
                   fmt::format("{} was not ready within {}", name_, format_quantity(timeout, "ns")),
                   spec_.command ? with_last_lines(why, life_->log(kQuotedLog)) : why,
                   "see whether it does what is waited for (--agent-ready-...), or raise "
                   "--agent-ready-timeout"};
    if (life_->wait(std::min(pause_between_looks(waited), std::max(0.0, timeout - waited))))
      return interrupted();
  }
}

Result<void> Agent::settle() {
  // One that nothing else tells of must have been seen to run.
  const AgentReadiness& ready = spec_.ready;
  const bool told = ready.log || ready.socket || ready.file || ready.command || ready.delay_ns;
  const double until =
      sys::monotonic_ns() + std::max(spec_.settle_ns, told || !spec_.command ? 0.0 : kLeastSettle);
  for (double left; (left = until - sys::monotonic_ns()) > 0 && life_->ended().empty();)
    if (life_->wait(left)) return interrupted();
  if (!life_->ended().empty())
    return ended(told ? " after it was ready, before it had settled" : " before it had settled");
  return check();
}

Result<void> Agent::check() {
  if (sys::is_readable(spec_.interrupt_fd)) return interrupted();
  if (!life_->ended().empty()) return ended(" while it was needed");
  if (!spec_.health) return {};
  auto answer =
      ask_command(*spec_.health, "its health command", spec_.health_timeout_ns, spec_.interrupt_fd);
  if (!answer) return std::move(answer).error();
  if (answer->empty()) return {};
  return Error{Fault::program, name_ + " is not well",
               spec_.command ? with_last_lines(*answer, life_->log(kQuotedLog)) : *answer,
               "run the health command by hand to see why"};
}

AgentUse Agent::use() const {
  return stopped_ ? last_use_ : life_->use();
}

std::vector<model::MeasuredMetric> Agent::metrics() const {
  return agent_metrics(life_->tiers());
}

std::string Agent::log(std::size_t bytes) const {
  return life_->log(bytes);
}

Result<void> Agent::stop() {
  if (stopped_) return {};
  last_use_ = life_->use();
  stopped_ = true;
  auto stopped = life_->stop();
  if (!stopped) return std::move(stopped).error().in(name_);
  return {};
}

std::vector<model::MeasuredMetric> agent_metrics(const AgentTiers& tiers) {
  using model::Direction;
  using model::Scale;
  const auto row = [](const char* name, const char* unit, double floor, const char* about,
                      const std::string& tier, const std::string& absent) {
    return model::MeasuredMetric{
        {name, unit, Direction::lower, Scale::difference, floor, about}, tier, absent};
  };
  return {row("agent_cpu", "ns", 1e6, "CPU time that the agent itself has used, its whole tree",
              tiers.cpu, tiers.no_cpu),
          row("agent_rss", "bytes", 1 << 20,
              "resident memory of the agent's tree at the end of the trial; pages that processes "
              "share count once for each",
              tiers.memory, tiers.no_memory),
          row("agent_read", "bytes", 4096, "bytes that the agent fetched from storage", tiers.io,
              tiers.no_io),
          row("agent_written", "bytes", 4096,
              "bytes of pages that the agent made dirty, to be written to storage", tiers.io,
              tiers.no_io)};
}

std::string named_processes(const std::vector<pid_t>& processes) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> out;
  for (pid_t pid : processes) {
    if (out.size() == kNamed) {
      out.push_back(fmt::format("{} more", processes.size() - kNamed));
      break;
    }
    const auto name = sys::read_file(fmt::format("/proc/{}/comm", pid));
    out.push_back(fmt::format("process {} ({})", pid, name ? printable(trim(*name)) : "gone"));
  }
  return join(out, ", ");
}

Error runs_already(const std::string& who) {
  return {Fault::program, "the agent runs already: " + who,
          "what it costs would be in the baseline, too",
          "stop it first, or allow it with --allow-running-agent"};
}

}  // namespace assay::target
