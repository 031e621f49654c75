// SPDX-License-Identifier: Apache-2.0
#include "workload/timing.hpp"

#include "stats/summary.hpp"
#include "stats/value_counts.hpp"

#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace assay::workload {

void Recorder::Free::operator()(std::uint64_t* counts) const {
  std::free(counts);
}

void Recorder::put_long(std::size_t at, std::uint64_t ns) {
  buffer_[at] = kLong;
  long_.push_back(ns);
  total_ns_ += ns;
}

void Recorder::count(std::size_t n) {
  // calloc: only the pages that are used come to be, which saves half a millisecond at the start.
  if (!direct_)
    direct_.reset(static_cast<std::uint64_t*>(std::calloc(kDirect, sizeof(std::uint64_t))));
  if (!direct_) throw std::bad_alloc();
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t ns = buffer_[i];
    if (ns == kLong) continue;
    total_ns_ += ns;
    if (ns < kDirect) {
      ++direct_[ns];
      most_direct_ = std::max(most_direct_, ns);
    } else {
      long_.push_back(ns);
    }
  }
  operations_ += n;
  if (long_.size() >= kDirect) fold();
}

void Recorder::clear() {
  if (direct_) std::fill_n(direct_.get(), most_direct_ + 1, 0);
  most_direct_ = 0;
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
  for (std::uint32_t ns = 0; direct_ && ns <= most_direct_; ++ns)
    if (direct_[ns] > 0) out.emplace_back(ns, direct_[ns]);
  out.insert(out.end(), folded_.begin(), folded_.end());
  return out;
}

bool Stop::wait(std::uint64_t ns) const {
  pollfd what = {fd_, POLLIN, 0};
  const timespec time = {time_t(ns / 1'000'000'000), long(ns % 1'000'000'000)};
  return ::ppoll(&what, 1, &time, nullptr) > 0;
}

double clock_cost(Recorder& recorder) {
  struct Nothing {
    Failure operator()() { return {}; }
  } nothing;
  constexpr std::uint64_t kReadings = 128;
  recorder.clear();
  std::vector<double> costs;
  for (int batch = 0; batch < 51; ++batch) {
    const std::uint64_t before = recorder.total_ns();
    lap<SteadyClock>(nothing, kReadings, recorder, Stop(-1));
    costs.push_back(double(recorder.total_ns() - before) / double(kReadings));
  }
  recorder.clear();
  return stats::median(costs).value_or(0);
}

}  // namespace assay::workload
