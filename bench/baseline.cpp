// SPDX-License-Identifier: Apache-2.0
// How long a stored baseline of some hundred megabytes takes to read: bench-baseline FOLDER MB.
// Many small reports of which fifteen are compared with, and one large one. Prints one JSON object.
#include "measure/collector.hpp"
#include "stats/random.hpp"
#include "store/baseline_file.hpp"
#include "sys/clock.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace assay;

// A run of one arm, sixteen metrics, with all the digits that measured times have.
model::Report report_of(const std::string& scenario, std::size_t trials) {
  model::Report report;
  report.created = "2026-01-01T00:00:00Z";
  report.kind = "run";
  report.scenario.emplace().name = scenario;
  report.scenario->target = "process";
  report.arms.emplace_back();
  report.arms.back().name = "command";
  report.arms.back().role = "baseline";
  std::vector<model::MeasuredMetric> metrics;
  for (const auto& metric : model::builtin_metrics()) {
    if (metrics.size() == 16) break;
    metrics.push_back({metric, "bench", ""});
  }
  const measure::Plan plan;
  measure::Collector collector(plan, report);
  collector.learn_metrics(metrics);
  stats::Random random(trials);
  model::TrialOutcome outcome;
  for (std::size_t round = 0; round < trials; ++round) {
    collector.begin_round(double(round) * 2e7, {});
    outcome.values.clear();
    for (std::size_t k = 0; k < metrics.size(); ++k)
      outcome.values.push_back(double(9'500'000 + random.below(1'000'000)));
    collector.take({.arm = 0}, outcome, std::uint32_t(round), 0);
  }
  return report;
}

double megabytes(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 ? double(about.st_size) / 1e6 : 0;
}

bool write(const std::string& path, double mb, std::size_t trials) {
  auto writer = store::BaselineWriter::open(path, store::BaselineWriter::Form::lines);
  if (!writer) return false;
  // A megabyte holds some 6,000 trials of sixteen metrics, less a report's head.
  const auto reports = std::max<std::size_t>(1, std::size_t(mb * 6000 / double(trials + 40)));
  for (std::size_t i = 0; i < reports; ++i)
    if (!writer->add(report_of("scenario-" + std::to_string(i), trials))) return false;
  return bool(writer->commit());
}

// Median seconds of five reads that look `asked` scenarios up.
double seconds_to_read(const std::string& path, std::size_t asked) {
  std::vector<double> seconds;
  for (int i = 0; i < 5; ++i) {
    const double start = sys::monotonic_ns();
    const auto file = store::BaselineFile::read(path);
    if (!file) return -1;
    for (std::size_t k = 0; k < asked; ++k)
      if (!file->find("scenario-" + std::to_string(k), "process")) return -1;
    seconds.push_back((sys::monotonic_ns() - start) / 1e9);
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: bench-baseline FOLDER MEGABYTES\n", stderr);
    return 64;
  }
  const std::string folder = argv[1];
  const double mb = std::strtod(argv[2], nullptr);
  const std::string many = folder + "/many.json";
  const std::string few = folder + "/few.json";
  const std::string one = folder + "/one.json";
  if (!write(many, mb, 30) || !write(few, mb, 60'000) || !write(one, mb, std::size_t(mb * 5400)))
    return 70;
  std::printf("{\"many_mb\": %.1f, \"many_seconds\": %.3f, ", megabytes(many),
              seconds_to_read(many, 15));
  std::printf("\"few_mb\": %.1f, \"few_seconds\": %.3f, ", megabytes(few), seconds_to_read(few, 9));
  std::printf("\"one_mb\": %.1f, \"one_seconds\": %.3f}\n", megabytes(one),
              seconds_to_read(one, 1));
  return 0;
}
