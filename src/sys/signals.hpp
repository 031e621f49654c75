// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and its kin as something to poll for.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <signal.h>

#include <array>
#include <memory>

namespace assay::sys {

// While it lives, SIGINT, SIGTERM and SIGHUP are noted instead of killing, and SIGPIPE becomes the
// EPIPE of a write. Everything is done by handlers: a mask or an ignored signal would be inherited
// by the programs that are measured, a handler ends at exec. SIGINT and SIGHUP that were ignored
// when the program started (nohup, a script's background job) stay ignored.
//
// One at a time in a process; any thread may ask. Calls that are waiting when a signal comes are
// restarted, but poll() and its kin return EINTR: wait for fd() instead.
class Interrupts {
 public:
  static Result<std::unique_ptr<Interrupts>> install();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Readable from the first signal on, for good; do not read from it.
  int fd() const { return event_.get(); }
  bool raised() const { return signal() != 0; }
  // The first signal that came, 0 before.
  int signal() const;
  // How many came: the second Ctrl-C of an impatient user is 2.
  int count() const;

 private:
  static constexpr std::array<int, 4> kSignals = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
  explicit Interrupts(Fd event) : event_(std::move(event)) {}

  Fd event_;
  std::array<struct sigaction, kSignals.size()> before_{};
};

}  // namespace assay::sys
