// SPDX-License-Identifier: Apache-2.0
// One comparison of two shared objects through the runner, the rounds and the rule that `assay run`
// uses, without manifest and report. Prints one JSON object.
#include "app/clock.hpp"
#include "measure/rounds.hpp"
#include "stats/summary.hpp"
#include "sys/clock.hpp"
#include "target/library_runner.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace assay;

struct NoProgress final : model::Progress {
  void plan(const std::string&) override {}
  void view(const model::ProgressView&) override {}
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: bench-library WORKER A.so B.so\n", stderr);
    return 64;
  }
  const double start = sys::monotonic_ns();
  target::LibraryOptions options;
  options.worker = argv[1];
  options.arms = {{.path = argv[2]}, {.path = argv[3]}};
  options.seed = sys::random_seed();
  auto runner = target::LibraryRunner::start(options);
  if (!runner) return std::fprintf(stderr, "%s\n", runner.error().text().c_str()), 5;

  measure::Plan plan;
  plan.seed = options.seed;
  plan.max_time_ns = 10e9;
  model::Report report;
  for (const char* name : {"a", "b"}) {
    report.arms.emplace_back();
    report.arms.back().name = name;
  }
  app::MonotonicClock clock;
  NoProgress silent;
  if (auto ran = measure::run_rounds(plan, **runner, clock, silent, report); !ran)
    return std::fprintf(stderr, "%s\n", ran.error().text().c_str()), 5;
  for (const auto& c : report.comparisons) {
    if (!c.gated) continue;
    std::printf(
        "{\"verdict\": \"%s\", \"ns\": %.1f, \"ratio\": %.5f, \"rounds\": %zu, \"seconds\": %.3f, "
        "\"reason\": "
        "\"%s\"}\n",
        std::string(name(c.verdict)).c_str(),
        stats::median(report.arms[0].samples.values[0].present()).value_or(0),
        c.estimate.value_or(0), c.rounds, (sys::monotonic_ns() - start) / 1e9, c.reason.c_str());
  }
  return 0;
}
