// SPDX-License-Identifier: Apache-2.0
#include "worker/timing.hpp"

#include <time.h>

#include <algorithm>
#include <alloca.h>
#include <cmath>
#include <numeric>

namespace assay::worker {
namespace {

constexpr double kClockShare = 0.01;  // most of a slice that its two clock reads may be
constexpr std::uint32_t kStackPadding = 4096;
constexpr std::uint64_t kMostCalls = std::uint64_t{1} << 40;

double clock_ns(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// What stands between the two reads of an empty slice.
double cost_of_clock() {
  double least = 1e9;
  for (int i = 0; i < 64; ++i) {
    const double before = now_ns();
    least = std::min(least, now_ns() - before);
  }
  return std::max(least, 1.0);
}

void burn(double until) {
  while (now_ns() < until) {
  }
}

// `padding` moves the stack, so that no arm keeps a lucky alignment for a whole round.
[[gnu::noinline]] double timed(Bench bench, std::uint64_t calls, std::uint64_t spin_ns,
                               std::uint32_t padding) {
  auto* stack = static_cast<char*>(::alloca(16 + padding));
  __asm__ volatile("" : : "r"(stack) : "memory");
  const double before = now_ns();
  bench(calls);
  if (spin_ns > 0) burn(now_ns() + static_cast<double>(calls) * static_cast<double>(spin_ns));
  return now_ns() - before;
}

struct Sum {
  double calls = 0;
  double bytes = 0;
};
Sum counted(const AllocationCounts* counts) {
  Sum out;
  if (counts == nullptr) return out;
  for (const CountSlot& slot : counts->slot) {
    out.calls += static_cast<double>(__atomic_load_n(&slot.calls, __ATOMIC_RELAXED));
    out.bytes += static_cast<double>(__atomic_load_n(&slot.bytes, __ATOMIC_RELAXED));
  }
  return out;
}

class Timer {
 public:
  Timer(const Round& round, std::vector<Lane>& lanes, const AllocationCounts* counts,
        Chance& chance, Standing& standing)
      : round_(round), lanes_(lanes), counts_(counts), chance_(chance), standing_(standing) {
    out_.clock_ns = cost_of_clock();
  }

  Timing go() {
    out_.calls = round_.calls;
    if (out_.calls > 0) warm();
    if (out_.calls == 0 || fastest_ns_ * calls() * kClockShare < out_.clock_ns) calibrate();
    // Calls that take longer than a slice: fewer slices, for the round to stay as long as asked.
    const double wanted = round_.slices * round_.slice_ns;
    const double fits = wanted / std::max(1.0, calls() * slowest_ns_);
    out_.slices = static_cast<std::uint32_t>(std::clamp(fits, 1.0, double(round_.slices)));
    for (Lane& lane : lanes_) lane.slices.reserve(out_.slices);
    std::vector<std::uint32_t> order(lanes_.size());
    std::iota(order.begin(), order.end(), 0U);
    for (std::uint32_t slice = 0; slice < out_.slices; ++slice) {
      chance_.shuffle(order);
      for (const std::uint32_t lane : order) measure(lane, slice);
    }
    return out_;
  }

 private:
  double calls() const { return static_cast<double>(out_.calls); }

  double once(std::uint32_t lane, std::uint64_t calls, std::uint32_t slice) {
    const Lane& l = lanes_[lane];
    standing_ = {Phase::run, lane};
    return timed(l.library.copies[slice % l.library.copies.size()], calls, l.spin_ns,
                 chance_.below(kStackPadding) & ~15U);
  }

  void note(double per_call) {
    fastest_ns_ = std::min(fastest_ns_, per_call);
    slowest_ns_ = std::max(slowest_ns_, per_call);
  }

  // Every copy once, for as long as a slice will be.
  void warm() {
    for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
      double best = HUGE_VAL;
      for (std::uint32_t copy = 0; copy < lanes_[lane].library.copies.size(); ++copy)
        best = std::min(best, once(lane, out_.calls, copy) / calls());
      note(best);
    }
  }

  // The same number of calls for all arms: what is spread over a batch, like the growing of a
  // buffer, then weighs the same in each.
  void calibrate() {
    fastest_ns_ = HUGE_VAL;
    slowest_ns_ = 0;
    const double enough = std::max(round_.slice_ns / 4, out_.clock_ns / kClockShare);
    for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
      std::uint64_t calls = 1;
      double took = once(lane, calls, 0);
      took = std::min(took, once(lane, calls, 0));  // the first one paid for page faults
      while (took < enough && calls < kMostCalls) {
        const double grow = std::clamp(enough / std::max(took, 1.0) * 1.2, 2.0, 16.0);
        calls = static_cast<std::uint64_t>(static_cast<double>(calls) * grow);
        took = once(lane, calls, 0);
      }
      note(took / static_cast<double>(calls));
    }
    const double by_length = round_.slice_ns / std::max(slowest_ns_, 1e-3);
    const double by_clock = out_.clock_ns / kClockShare / std::max(fastest_ns_, 1e-3);
    out_.calls = static_cast<std::uint64_t>(
        std::clamp(std::ceil(std::max(by_length, by_clock)), 1.0, double(kMostCalls)));
    warm();
  }

  void measure(std::uint32_t lane, std::uint32_t slice) {
    Lane& l = lanes_[lane];
    const Sum before = counted(counts_);
    const double cpu = own_cpu_ns();
    const double took = once(lane, out_.calls, slice);
    l.cpu_ns += own_cpu_ns() - cpu;
    const Sum after = counted(counts_);
    l.alloc_calls += after.calls - before.calls;
    l.alloc_bytes += after.bytes - before.bytes;
    l.slices.push_back(took / calls());
  }

  const Round& round_;
  std::vector<Lane>& lanes_;
  const AllocationCounts* counts_;
  Chance& chance_;
  Standing& standing_;
  Timing out_;
  double fastest_ns_ = HUGE_VAL;
  double slowest_ns_ = 0;
};

}  // namespace

double now_ns() {
  return clock_ns(CLOCK_MONOTONIC);
}

double own_cpu_ns() {
  return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

Timing time_lanes(const Round& round, std::vector<Lane>& lanes, const AllocationCounts* counts,
                  Chance& chance, Standing& standing) {
  return Timer(round, lanes, counts, chance, standing).go();
}

}  // namespace assay::worker
