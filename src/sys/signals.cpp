// SPDX-License-Identifier: Apache-2.0
#include "sys/signals.hpp"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstring>

namespace assay::sys {
namespace {

// A handler gets no argument of ours, so what it touches is static. Lock-free, as handlers need.
std::atomic<int> g_event{-1};
std::atomic<int> g_first{0};
std::atomic<int> g_count{0};
static_assert(std::atomic<int>::is_always_lock_free);

void note(int signal) {
  const int saved = errno;
  int none = 0;
  g_first.compare_exchange_strong(none, signal);
  ++g_count;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(g_event.load(), &one, sizeof one);
  errno = saved;
}

void nothing(int) {}

}  // namespace

Result<std::unique_ptr<Interrupts>> Interrupts::install() {
  if (g_event.load() >= 0)
    return Error{.fault = Fault::internal,
                 .what = "signals are already being watched",
                 .why = {},
                 .hint = {}};
  Fd event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!event)
    return Error{.fault = Fault::internal,
                 .what = "cannot watch for signals",
                 .why = std::strerror(errno),
                 .hint = {}};
  std::unique_ptr<Interrupts> self(new Interrupts(std::move(event)));
  g_first = 0;
  g_count = 0;
  g_event = self->event_.get();
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], nullptr, &self->before_[i]);
    const bool polite = kSignals[i] == SIGINT || kSignals[i] == SIGHUP;
    if (polite && self->before_[i].sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = kSignals[i] == SIGPIPE ? nothing : note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(kSignals[i], &action, nullptr);
  }
  return self;
}

Interrupts::~Interrupts() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &before_[i], nullptr);
  g_event = -1;
}

int Interrupts::signal() const {
  return g_first.load();
}

int Interrupts::count() const {
  return g_count.load();
}

}  // namespace assay::sys
