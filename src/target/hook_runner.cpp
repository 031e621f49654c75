// SPDX-License-Identifier: Apache-2.0
#include "target/hook_runner.hpp"

#include "launcher/protocol.hpp"
#include "sys/family.hpp"
#include "sys/launcher_client.hpp"
#include "target/process_command.hpp"
#include "target/process_outcome.hpp"

#include <utility>

namespace assay::target {
namespace {

constexpr std::size_t kErrors = std::size_t{64} << 10;  // bytes of standard error to quote from

}  // namespace

HookRunner::HookRunner(std::string launcher, int interrupt_fd)
    : launcher_(std::move(launcher)), interrupt_fd_(interrupt_fd) {}
HookRunner::~HookRunner() = default;

Result<model::TrialOutcome> HookRunner::run(const Command& command, OnInterrupt on_interrupt,
                                            double timeout_ns) {
  if (!client_) {
    auto client = sys::LauncherClient::start(launcher_, {}, sys::LauncherClient::Group::shared);
    if (!client) return std::move(client).error();
    client_ = std::move(*client);
  }
  sys::LauncherCommand hook = hook_command(command, 0);
  hook.header.timeout_ns = static_cast<std::int64_t>(timeout_ns);
  if (auto ok = client_->define(hook); !ok) return std::move(ok).error();
  const launcher::Trial trial{};
  launcher::BatchHeader batch{};
  batch.accepted[0] = 1;  // code 0
  sys::LauncherWatch watch;
  watch.interrupt_fd = on_interrupt == OnInterrupt::cancel ? interrupt_fd_ : -1;
  auto results = client_->run(batch, {&trial, 1}, watch);
  if (!results) return std::move(results).error();
  auto outcome = outcome_of(results->front(), command.executable, client_->kept_errors(kErrors));
  // Ctrl-C reaches it by the terminal, too: then it is no failure of its own.
  const bool failed = outcome.end != model::TrialEnd::exited || outcome.code != 0;
  if (failed && sys::is_readable(watch.interrupt_fd)) outcome.end = model::TrialEnd::cancelled;
  return outcome;
}

std::vector<pid_t> HookRunner::left_behind() const {
  std::vector<pid_t> out;
  if (client_)
    for (pid_t pid : sys::descendants_of(client_->pid()))
      if (sys::started_at(pid)) out.push_back(pid);
  return out;
}

}  // namespace assay::target
