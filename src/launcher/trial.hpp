// SPDX-License-Identifier: Apache-2.0
// One trial from spawn to the last exit of its tree: waiting, ticking, killing, reaping.
#pragma once
#include "launcher/command.hpp"
#include "launcher/counters.hpp"
#include "launcher/protocol.hpp"
#include "launcher/spawn.hpp"
#include "launcher/tree.hpp"

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>

namespace assay::launcher {

// What outlives a trial: descriptors that are opened once.
struct Surroundings {
  int control = -1;  // the socket; readable while a trial runs means cancel, or the harness is gone
  int children = -1;  // signalfd of SIGCHLD, not blocking
  int null_descriptor = -1;
  int kept_descriptor = -1;
  int cgroup_descriptor = -1;
};

// Standard error goes on growing while nobody looks; only its start and its end are of use. Lets
// the middle go of what has become too long, and says whether it had.
bool let_go(int fd);

class TrialRun {
 public:
  TrialRun(const Surroundings& surroundings, Tree& tree, Counters& counters, const Command& command,
           TrialResult& result);

  // False when the harness is gone; the tree has been killed then, too.
  bool run(std::uint64_t spin_ns);

 private:
  enum class Phase {
    running,      // the main process lives
    outlived,     // it is gone, others live
    terminating,  // SIGTERM was sent
    killing,      // SIGKILL was sent, until nothing is left
    over
  };

  void did_not_start(const Spawned& child);
  void wait();
  void read_control();
  void main_exited(std::int64_t now);
  void reap_others(std::int64_t now);
  void reaped(const rusage& usage);
  void finish(std::int64_t now);
  void tick(std::int64_t now);
  void deadline_passed(std::int64_t now);
  void terminate(End end, std::int64_t now);
  void kill(std::int64_t now);
  void doom(End end);
  std::int64_t deadline() const;
  std::int64_t& value(Field field) { return result_.value[std::uint32_t(field)]; }

  const Surroundings& surroundings_;
  Tree& tree_;
  Counters& counters_;
  const Command& command_;
  TrialResult& result_;

  Phase phase_ = Phase::running;
  bool doomed_ = false;  // result_.end already says why
  bool harness_gone_ = false;
  bool measured_ = false;
  pid_t main_ = -1;
  int pidfd_ = -1;  // -1 once the main process is reaped
  std::int64_t started_ = 0;
  std::int64_t main_ended_ = 0;
  std::int64_t phase_began_ = 0;  // of terminating and killing
  std::int64_t kill_began_ = 0;
  std::int64_t next_tick_ = 0;
  std::int64_t tick_interval_ = 0;
};

}  // namespace assay::launcher
