// SPDX-License-Identifier: Apache-2.0
// A million trials of sixteen metrics: what they weigh in memory, and their report on disk. Prints
// one JSON object; bench/million.py adds the loading and rendering.
#include "codec/report_json.hpp"
#include "measure/collector.hpp"
#include "stats/random.hpp"
#include "sys/clock.hpp"
#include "sys/file.hpp"

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace assay;

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_maxrss) / 1024;
}

// Plausible figures: times with all their digits, counts that jitter, some that never change.
double value_of(std::size_t metric, stats::Random& random) {
  if (metric < 6) return double(9'500'000 + random.below(1'000'000));
  if (metric < 9) return double((300 + random.below(40)) * 4096);
  if (metric < 13) return double(metric % 2 == 0 ? 4096 : 0);
  return double(random.below(300));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench-million TRIALS REPORT\n", stderr);
    return 64;
  }
  const std::size_t rounds = std::strtoull(argv[1], nullptr, 10) / 2;
  const double base_mb = peak_mb();

  measure::Plan plan;
  model::Report report;
  report.run_id = "00000000000000000000000000000000";
  report.created = "2026-01-01T00:00:00Z";
  report.kind = "compare";
  for (const char* name : {"a", "b"}) {
    report.arms.emplace_back();
    report.arms.back().name = name;
    report.arms.back().role = name[0] == 'a' ? "baseline" : "candidate";
  }
  std::vector<model::MeasuredMetric> metrics;
  for (const auto& metric : model::builtin_metrics()) {
    if (metrics.size() == 16) break;
    metrics.push_back({metric, "bench", ""});
  }
  measure::Collector collector(plan, report);
  collector.learn_metrics(metrics);
  stats::Random random(1);
  model::TrialOutcome outcome;
  for (std::size_t round = 0; round < rounds; ++round) {
    collector.begin_round(double(round) * 2e7, {});
    for (std::uint32_t arm = 0; arm < 2; ++arm) {
      outcome.values.clear();
      for (std::size_t k = 0; k < metrics.size(); ++k)
        outcome.values.push_back(value_of(k, random));
      collector.take({.arm = arm}, outcome, std::uint32_t(round), std::uint16_t(arm));
    }
  }
  const double held_mb = peak_mb();

  const double start = sys::monotonic_ns();
  auto file = sys::DurableFile::beside(argv[2]);
  if (!file) return std::fprintf(stderr, "%s\n", file.error().text().c_str()), 70;
  std::size_t bytes = 0;
  const auto written = codec::write_report(report, [&](std::string_view part) {
    bytes += part.size();
    return file->append(part);
  });
  if (!written || !file->commit()) return 70;
  std::printf(
      "{\"trials\": %zu, \"metrics\": %zu, \"base_mb\": %.1f, \"held_mb\": %.1f, "
      "\"written_mb\": %.1f, \"report_mb\": %.1f, \"write_seconds\": %.2f}\n",
      rounds * 2, metrics.size(), base_mb, held_mb, peak_mb(), double(bytes) / 1e6,
      (sys::monotonic_ns() - start) / 1e9);
  return 0;
}
