// SPDX-License-Identifier: Apache-2.0
// One operation many times over, the time of each taken by one timestamp that ends it and begins
// the next. Templates of the operation and the clock, so that the operation is inlined and nothing
// else happens while the clock runs.
#pragma once
#include "model/op_profile.hpp"

#include <time.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace assay::workload {

// What went wrong in an operation: the call, and its errno (0: it succeeded and gave nothing).
struct Failure {
  int error = 0;
  const char* step = nullptr;
  bool failed() const { return step != nullptr; }
};

struct SteadyClock {
  // By the vDSO: no system call where the machine's clock source allows it.
  static std::uint64_t now() {
    timespec t;
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::uint64_t(t.tv_sec) * 1'000'000'000 + std::uint64_t(t.tv_nsec);
  }
};

// Every duration, exactly. While the clock runs it is stored in a buffer, which costs half of what
// counting it at once does (a table of counts is spread over many cache lines that the system calls
// in between have thrown out); it is counted when the clock stands.
class Recorder {
 public:
  static constexpr std::size_t kRoom = 16384;  // durations that the buffer holds

  void put(std::size_t at, std::uint64_t ns) {
    if (ns < kLong) [[likely]]
      buffer_[at] = std::uint32_t(ns);
    else
      put_long(at, ns);
  }
  // Counts the first `n` of the buffer.
  void count(std::size_t n);
  void clear();

  std::uint64_t operations() const { return operations_; }
  std::uint64_t total_ns() const { return total_ns_; }
  model::ValueCounts counts();

 private:
  static constexpr std::uint32_t kLong = 0xffffffff;  // 4.3 s: kept apart
  static constexpr std::size_t kDirect = 65536;       // durations with a count of their own
  void put_long(std::size_t at, std::uint64_t ns);
  void fold();

  struct Free {
    void operator()(std::uint64_t* counts) const;
  };

  std::array<std::uint32_t, kRoom> buffer_;        // what is read of it has been written
  std::unique_ptr<std::uint64_t[], Free> direct_;  // counts by duration; made when it is needed
  std::uint32_t most_direct_ = 0;                  // the longest in there
  std::vector<std::uint64_t> long_;                // longer ones, as they came
  model::ValueCounts folded_;                      // and those of them that were counted
  std::uint64_t operations_ = 0, total_ns_ = 0;
};

// A descriptor that becomes readable when the user wants to stop; -1 never does.
class Stop {
 public:
  explicit Stop(int fd) : fd_(fd) {}
  bool raised() const { return fd_ >= 0 && wait(0); }
  // Sleeps, and no longer than until it is raised.
  bool wait(std::uint64_t ns) const;

 private:
  int fd_;
};

struct Ending {
  enum class How { done, interrupted, failed } how = How::done;
  Failure failure;              // of the operation
  std::uint64_t operation = 0;  // which one failed, from 1
};

// How long a loop may go on before it looks whether it shall stop.
inline constexpr std::uint64_t kLookEveryNs = 5'000'000;

// `n` operations back to back.
template <typename Clock, typename Operation>
Ending lap(Operation& operation, std::uint64_t n, Recorder& recorder, const Stop& stop) {
  for (std::uint64_t done = 0; done < n;) {
    const std::size_t most = n - done < Recorder::kRoom ? std::size_t(n - done) : Recorder::kRoom;
    std::size_t i = 0;
    std::uint64_t before = Clock::now();
    const std::uint64_t look = before + kLookEveryNs;
    while (i < most) {
      if (const Failure failure = operation(); failure.failed()) [[unlikely]]
        return {Ending::How::failed, failure, done + i + 1};
      const std::uint64_t now = Clock::now();
      recorder.put(i++, now - before);
      before = now;
      if (now >= look) [[unlikely]]
        break;
    }
    recorder.count(i);
    done += i;
    if (stop.raised()) return {.how = Ending::How::interrupted};
  }
  return {};
}

// Operations at intended times, `every_ns` apart, until `duration_ns` is over; what falls behind
// catches up. An operation's time begins when it does.
template <typename Clock, typename Operation>
Ending pace(Operation& operation, double every_ns, std::uint64_t duration_ns, Recorder& recorder,
            const Stop& stop) {
  const std::uint64_t start = Clock::now();
  std::uint64_t look = start + kLookEveryNs;
  for (std::uint64_t i = 0;; ++i) {
    const auto intended = start + std::uint64_t(double(i) * every_ns);
    const std::uint64_t now = Clock::now();
    if (intended - start >= duration_ns || now - start >= duration_ns) return {};
    if (intended > now) {
      if (stop.wait(intended - now)) return {.how = Ending::How::interrupted};
    } else if (now >= look) {
      if (stop.raised()) return {.how = Ending::How::interrupted};
      look = now + kLookEveryNs;
    }
    const std::uint64_t before = Clock::now();
    if (const Failure failure = operation(); failure.failed())
      return {Ending::How::failed, failure, i + 1};
    recorder.put(0, Clock::now() - before);
    recorder.count(1);
  }
}

// What a timestamp costs as lap() takes it, storing included: the median of many short laps of
// nothing, in ns. Clears the recorder.
double clock_cost(Recorder& recorder);

}  // namespace assay::workload
