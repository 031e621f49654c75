// SPDX-License-Identifier: Apache-2.0
// What measure needs from outside. A trial plan goes in and samples come out of one narrow port, so
// that a launcher may one day be on another machine, and so that tests can script it.
#pragma once
#include "base/result.hpp"
#include "model/metric.hpp"
#include "model/report.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::model {

struct TrialRequest {
  std::uint32_t arm = 0;
  std::int64_t iteration = 0;  // per arm, from 0; what HYPERFINE_ITERATION shows
  bool warmup = false;
  std::uint64_t spin_ns = 0;  // CPU time burnt in the child before exec (positive control)
};

enum class TrialEnd {
  exited,       // code = exit status
  signaled,     // code = signal
  timed_out,    // killed at --timeout
  lingered,     // work outlived the main program by more than --linger and was killed
  not_started,  // code = errno of exec
  trapped,      // a module broke off, or took its engine down; detail = its message, code = 134
  wrong,        // it ran, but its output is not what was expected; detail says how
  hook_failed,  // its prepare or conclude command failed; code = exit status
  cancelled     // the user interrupted; nothing to learn from it
};

struct TrialOutcome {
  TrialEnd end = TrialEnd::exited;
  int code = 0;
  std::vector<double> values;  // by TrialRunner::metrics(); kAbsent or missing at the end = absent
  std::string detail;          // last lines of its stderr, or why it did not start
};

struct BatchOutcome {
  std::vector<TrialOutcome> trials;  // may be shorter than asked: it stops at what went wrong
  Disturbance disturbance;
};

struct TrialRunner {
  virtual ~TrialRunner() = default;
  // What this runner measures, and by which tier. May grow at the end while trials run (a
  // program's own metrics), never reorders.
  virtual const std::vector<MeasuredMetric>& metrics() const = 0;
  // Runs the trials one after the other. Errors are the harness's own (launcher gone, ...); what a
  // measured program does is an outcome.
  virtual Result<BatchOutcome> run(std::span<const TrialRequest> batch) = 0;
  // Cost of measuring so far; elapsed_ns and trials are measure's own business.
  virtual HarnessCost cost() const = 0;
};

struct Clock {
  virtual ~Clock() = default;
  virtual double now_ns() = 0;  // monotonic
};

// Where a run stands, for the live view; handed over at most every ~50 ms of wall time.
struct ProgressView {
  std::uint64_t rounds = 0;
  std::uint64_t max_rounds = 0;
  double elapsed_ns = 0;
  double max_time_ns = 0;
  double expected_left_ns = kAbsent;
  std::string phase;  // "warm-up", "measuring"
  std::string line;   // what a run without rounds shows instead; empty for others
  std::span<const Comparison> comparisons;
  Disturbance disturbance;
};

struct Progress {
  virtual ~Progress() = default;
  virtual void plan(const std::string& sentence) = 0;  // said once, before the first round
  virtual void view(const ProgressView& view) = 0;
};

}  // namespace assay::model
