// SPDX-License-Identifier: Apache-2.0
#include "workload/drive.hpp"

#include "base/text.hpp"
#include "stats/summary.hpp"
#include "stats/value_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace assay::workload {

std::uint64_t Drive::warmup() const {
  return work_.spec.warmup.value_or(work_.described.warmup);
}

std::uint64_t Drive::operations() const {
  return work_.spec.iterations.value_or(work_.described.iterations) * work_.per_iteration;
}

Error Drive::error(const Ending& ending, bool trial) const {
  const std::string_view name = work_.described.name;
  if (ending.how == Ending::How::interrupted)
    return {Fault::interrupted, fmt::format("{} was interrupted", name), "", ""};
  const std::string why =
      fmt::format("{}: {}", ending.failure.step,
                  ending.failure.error != 0 ? std::strerror(ending.failure.error) : "nothing came");
  const std::string subject = printable(work_.subject);
  if (trial)
    return {Fault::usage, fmt::format("{} cannot work on {}", name, subject), why,
            "nothing was measured"};
  return {Fault::program,
          fmt::format("operation {} of {} on {} failed", ending.operation, name, subject), why,
          "it had worked before: see what has changed, or what limits there are"};
}

model::OpProfile Drive::profile() {
  const Spec& spec = work_.spec;
  model::OpProfile& out = work_.profile;
  out.workload = work_.described.name;
  out.iterations = spec.iterations.value_or(work_.described.iterations);
  out.warmup = warmup();
  out.repeats = spec.repeats;
  out.burn_in = spec.burn_in;
  out.operations = recorder_.operations();
  out.seconds = double(recorder_.total_ns()) / 1e9;
  out.clock_ns = stats::median(clock_costs_).value_or(0);
  out.histogram = recorder_.counts();
  if (spec.rate > 0) {
    out.rate = spec.rate;
    out.elapsed_seconds = elapsed_ns / 1e9;
    out.iterations = std::uint64_t(std::ceil(spec.rate * spec.duration_ns / 1e9));
  }
  settle(out);
  return std::move(out);
}

void settle(model::OpProfile& profile) {
  const auto without_clock = [&](double ns) { return std::max(0.0, ns - profile.clock_ns); };
  const auto percentile = [&](double p) -> std::optional<double> {
    const auto found = stats::tail_percentile(profile.histogram, p);
    return found ? std::optional(without_clock(*found)) : std::nullopt;
  };
  profile.mean_ns = profile.operations > 0
                        ? without_clock(profile.seconds * 1e9 / double(profile.operations))
                        : 0;
  profile.p50_ns = percentile(0.5);
  profile.p95_ns = percentile(0.95);
  profile.p99_ns = percentile(0.99);
  profile.p999_ns = percentile(0.999);
}

}  // namespace assay::workload
