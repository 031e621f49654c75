// SPDX-License-Identifier: Apache-2.0
// A program that runs while the harness does something else: a server. It is started by a launcher
// of its own, so that nothing of its tree outlives this object, nor the harness if that is killed.
#pragma once
#include "base/result.hpp"
#include "launcher/protocol.hpp"
#include "sys/cgroup.hpp"
#include "sys/family.hpp"
#include "sys/launcher_client.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::sys {

class Daemon {
 public:
  // Standard output and error go to one log, whatever `command` says of them. A program that cannot
  // be executed shows in ended(). Faults: internal (the launcher).
  static Result<std::unique_ptr<Daemon>> start(const std::string& launcher,
                                               LauncherCommand command);
  // As stop(0).
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // Readable once the last process of its tree has gone; -1 after stop().
  int ended_fd() const;
  // How the main process ended, once the whole tree has gone. Does not wait.
  const std::optional<launcher::TrialResult>& ended();

  // Until it has ended, but no longer than `ns`; true at once when `interrupt_fd` is readable.
  bool wait(double ns, int interrupt_fd) const;

  // The end of what it has written to standard output and error, at most `bytes`.
  std::string log(std::size_t bytes) const;
  // What is kept of it while it runs: its start and its end, which is all of it for long.
  std::string kept_log() const;

  // CPU time of the whole tree since its start; negative when it cannot be read.
  double cpu_ns() const;
  // "cgroup.v2", "cgroup.v1" or "proc" (ticks of 10 ms).
  std::string cpu_tier() const;
  // Resident memory of the tree at this moment.
  double resident_bytes() const;
  // What the whole tree has moved to and from storage since its start, by /proc/PID/io; none where
  // that cannot be read.
  std::optional<DiskBytes> disk_bytes() const;

  // SIGTERM to every process of the tree, once to each; stop() waits from then on.
  void terminate();
  // Asks it to end by terminate() unless that was done, gives it `grace_ns`, and kills what is left
  // by then. All is gone and reaped when it returns, but for the processes that it names: those
  // cannot be killed.
  std::vector<pid_t> stop(double grace_ns);

  // Another daemon of this process, which an emergency of this one must not take along.
  void spare(const Daemon& other);

 private:
  Daemon() = default;
  StandingGroups groups_;  // goes after the launcher that uses them
  std::unique_ptr<LauncherClient> client_;
  std::optional<launcher::TrialResult> ended_;
  std::string last_log_;  // kept when the launcher goes
  double asked_ns_ = 0;   // when SIGTERM was sent first
  std::vector<pid_t> asked_;
};

}  // namespace assay::sys
