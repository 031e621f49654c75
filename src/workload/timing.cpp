// SPDX-License-Identifier: Apache-2.0
#include "workload/timing.hpp"

#include "stats/summary.hpp"
#include "stats/value_counts.hpp"

#include <poll.h>

#include <algorithm>

namespace assay::workload {

Recorder::Recorder() : direct_(kDirect, 0) {}

void Recorder::put_long(std::size_t at, std::uint64_t ns) {
  buffer_[at] = kLong;
  long_.push_back(ns);
  total_ns_ += ns;
}

void Recorder::count(std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t ns = buffer_[i];
    if (ns == kLong) continue;
    total_ns_ += ns;
    if (ns < kDirect)
      ++direct_[ns];
    else
      long_.push_back(ns);
  }
  operations_ += n;
  if (long_.size() >= kDirect) fold();
}

void Recorder::clear() {
  std::fill(direct_.begin(), direct_.end(), 0);
  long_.clear();
  folded_.clear();
  operations_ = total_ns_ = 0;
}

void Recorder::fold() {
  std::sort(long_.begin(), long_.end());
  model::ValueCounts counted;
  for (const std::uint64_t ns : long_) {
    if (counted.empty() || counted.back().first != ns) counted.emplace_back(ns, 0);
    ++counted.back().second;
  }
  folded_ = stats::merged(folded_, counted);
  long_.clear();
}

model::ValueCounts Recorder::counts() {
  fold();
  model::ValueCounts out;
  for (std::size_t ns = 0; ns < kDirect; ++ns)
    if (direct_[ns] > 0) out.emplace_back(ns, direct_[ns]);
  out.insert(out.end(), folded_.begin(), folded_.end());
  return out;
}

bool Stop::wait(std::uint64_t ns) const {
  pollfd what = {fd_, POLLIN, 0};
  const timespec time = {time_t(ns / 1'000'000'000), long(ns % 1'000'000'000)};
  return ::ppoll(&what, 1, &time, nullptr) > 0;
}

double clock_cost() {
  struct Nothing {
    Failure operator()() { return {}; }
  } nothing;
  constexpr std::uint64_t kReadings = 256;
  Recorder recorder;
  std::vector<double> costs;
  for (int batch = 0; batch < 101; ++batch) {
    const std::uint64_t before = recorder.total_ns();
    lap<SteadyClock>(nothing, kReadings, recorder, Stop(-1));
    costs.push_back(double(recorder.total_ns() - before) / double(kReadings));
  }
  return stats::median(costs).value_or(0);
}

}  // namespace assay::workload
