// SPDX-License-Identifier: Apache-2.0
#include "target/library_runner.hpp"

#include "sys/clock.hpp"
#include "sys/host.hpp"
#include "sys/part.hpp"
#include "sys/shared_file.hpp"
#include "target/allocation_counts.hpp"
#include "target/library_wire.hpp"
#include "target/process_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace assay::target {
namespace {

using model::kAbsent;
using model::TrialEnd;
using model::TrialOutcome;
using model::TrialRequest;
using worker::Phase;

constexpr std::size_t kErrors = std::size_t{1} << 20;  // bytes kept of standard error
constexpr std::size_t kQuotedLines = 5;
// Of what is told by the call: a tenth of a nanosecond is less than a clock cycle.
constexpr double kCallFloor = 0.1;
constexpr double kCallEventFloor = 0.01;

enum Slot : std::uint8_t { wall, cpu, startup, alloc_calls, alloc_bytes, slots };

// Every built-in metric in its order; `at` says where those are that this target has.
std::vector<model::MeasuredMetric> table(bool counting, std::size_t (&at)[slots]) {
  std::vector<model::MeasuredMetric> out;
  const auto measured = [&](Slot slot, std::string tier) {
    at[slot] = out.size() - 1;
    out.back().tier = std::move(tier);
  };
  for (const model::Metric& metric : model::builtin_metrics()) {
    out.push_back({metric, "", ""});
    auto& row = out.back().metric;
    if (row.name == "wall" || row.name == "cpu") {
      row.floor = kCallFloor;
      row.about = row.name == "wall" ? "time of one call, the lower quartile of the round's slices"
                                     : "CPU time of one call, all threads, the mean of the round";
      measured(row.name == "wall" ? wall : cpu, "clock");
    } else if (row.name == "startup") {
      row.about = "time to load the object and to run its setup";
      measured(startup, "clock");
    } else if (row.name == "native_alloc_calls" || row.name == "native_alloc_bytes") {
      row.floor = kCallEventFloor;
      measured(row.name == "native_alloc_calls" ? alloc_calls : alloc_bytes, "interposer");
      if (!counting) {
        out.back().tier.clear();
        out.back().absent = "allocations were not to be counted (allocations = true does)";
      }
    } else if (row.name == "compile") {
      out.back().absent = "a shared object is compiled already";
    } else {
      out.back().absent = "the arms of a library scenario share a process";
    }
  }
  return out;
}

std::string_view doing(Phase phase) {
  switch (phase) {
    case Phase::load:
      return " while it was loaded";
    case Phase::setup:
      return " in its setup";
    case Phase::teardown:
      return " in its teardown";
    case Phase::none:
    case Phase::run:
      break;
  }
  return "";
}

// The requests of the first round in `batch`.
std::span<const TrialRequest> round_of(std::span<const TrialRequest> batch) {
  std::set<std::uint32_t> arms;
  std::size_t n = 0;
  while (n < batch.size() && arms.insert(batch[n].arm).second) ++n;
  return batch.first(n);
}

}  // namespace

struct LibraryRunner::State {
  LibraryOptions options;
  std::optional<sys::SharedFile> standing;
  std::optional<sys::SharedFile> counts;
  std::vector<model::MeasuredMetric> metrics;
  std::size_t at[slots] = {};
  model::HarnessCost cost;
  Captured captured;
  std::uint64_t calls = 0;   // in a slice, once it is known
  std::uint32_t copies = 1;  // likewise
  std::uint64_t rounds = 0;  // run so far
  double cpu_ns = 0;         // of the workers of a batch

  const worker::Standing& stands() const {
    return *static_cast<const worker::Standing*>(standing->data());
  }
  Allocations counted() const {
    return read_allocations(*static_cast<const worker::AllocationCounts*>(counts->data()));
  }

  Result<void> prepare();
  Result<std::vector<TrialOutcome>> round(std::span<const TrialRequest> order,
                                          std::uint32_t slices);
  std::vector<TrialOutcome> failed(std::span<const TrialRequest> order, TrialEnd end, int code,
                                   std::string detail) const;
  TrialOutcome outcome(const ArmFigures& figures) const;
  void see_counts();
};

Result<void> LibraryRunner::State::prepare() {
  auto shared = sys::SharedFile::make(options.scratch, sizeof(worker::Standing));
  if (!shared) return std::move(shared).error();
  standing.emplace(std::move(*shared));
  if (!options.interposer.empty()) {
    auto counting = sys::SharedFile::make(options.scratch, sizeof(worker::AllocationCounts));
    if (!counting) return std::move(counting).error();
    counts.emplace(std::move(*counting));
    count_allocations(options.env, options.interposer, counts->path());
  }
  metrics = table(counts.has_value(), at);
  return {};
}

// One worker from its start to its end.
Result<std::vector<TrialOutcome>> LibraryRunner::State::round(std::span<const TrialRequest> order,
                                                              std::uint32_t slices) {
  const double before = sys::monotonic_ns();
  *static_cast<worker::Standing*>(standing->data()) = {};
  auto part = sys::Part::start({.path = options.worker, .cwd = options.cwd, .env = options.env});
  if (!part) return std::move(part).error();
  const LibraryRound wanted{.slices = slices,
                            .copies = slices > 0 ? copies : 1,
                            .calls = calls,
                            .seed = options.seed ^ (++rounds * 0x9e3779b97f4a7c15U),
                            .standing = standing->path(),
                            .counts = counts ? counts->path() : ""};
  const std::string message = round_message(options, wanted, order);
  const std::string_view pieces[] = {message};
  const sys::PartWait wait{.timeout_ns = options.timeout_ns * static_cast<double>(order.size()),
                           .interrupt_fd = options.interrupt_fd};
  RoundAnswer answer;
  const Heard heard = part->send(pieces) ? hear(*part, order.size(), wait, answer) : Heard::gone;
  captured.errors = part->said(kErrors);
  if (heard == Heard::interrupted) return failed(order, TrialEnd::cancelled, 0, "");
  if (heard == Heard::late)
    return failed(order, TrialEnd::timed_out, 0, last_lines(captured.errors, kQuotedLines));
  if (heard == Heard::gone) {
    const std::string fate = part->fate();
    captured.errors = part->said(kErrors);
    const std::string said = last_lines(captured.errors, kQuotedLines);
    const auto who = std::min<std::size_t>(stands().arm, order.size() - 1);
    const std::string detail = fmt::format("its process {}{}{}{}", fate, doing(stands().phase),
                                           said.empty() ? "" : "; it wrote: ", said);
    if (part->killed_by() != 0) return failed(order, TrialEnd::signaled, part->killed_by(), detail);
    return Error{Fault::program, "a measured library ended its process",
                 options.arms[order[who].arm].path + ": " + detail,
                 "a benchmark returns; it does not call exit"};
  }
  if (answer.head.failure != worker::Failure::none) {
    const auto who = std::min<std::size_t>(answer.head.arm, order.size() - 1);
    return library_error(options.arms[order[who].arm], answer.head, answer.text);
  }
  part->stop();
  cpu_ns += answer.head.cpu_ns;
  see_counts();
  std::vector<TrialOutcome> out;
  double inside = 0;
  double slowest_start = 0;
  for (const ArmFigures& figures : answer.arms) {
    slowest_start = std::max(slowest_start, figures.result.startup_ns);
    out.push_back(outcome(figures));
    for (const double slice : figures.slices)
      inside += slice * static_cast<double>(answer.head.calls);
  }
  if (slices > 0) {
    if (calls == 0) copies = copies_for(options, slowest_start);
    calls = answer.head.calls;
    cost.trials += out.size();
    cost.trials_ns += inside;
    cost.sampling_ns += answer.head.clock_ns * answer.head.slices * double(out.size());
    cost.bookkeeping_ns += sys::monotonic_ns() - before - inside;
  }
  return out;
}

// Up to the arm whose code it was; those before it have no figures, since the round has none.
std::vector<TrialOutcome> LibraryRunner::State::failed(std::span<const TrialRequest> order,
                                                       TrialEnd end, int code,
                                                       std::string detail) const {
  const std::size_t who =
      end == TrialEnd::cancelled ? 0 : std::min<std::size_t>(stands().arm, order.size() - 1);
  std::vector<TrialOutcome> out(who + 1);
  out.back().end = end;
  out.back().code = code;
  out.back().detail = std::move(detail);
  return out;
}

TrialOutcome LibraryRunner::State::outcome(const ArmFigures& figures) const {
  TrialOutcome out;
  out.values.assign(metrics.size(), kAbsent);
  const auto& result = figures.result;
  const auto put = [&](Slot slot, double value) {
    if (metrics[at[slot]].measured() && value >= 0) out.values[at[slot]] = value;
  };
  put(wall, typical(figures.slices));
  put(cpu, result.cpu_ns);
  put(startup, result.startup_ns);
  put(alloc_calls, result.alloc_calls);
  put(alloc_bytes, result.alloc_bytes);
  return out;
}

// No zero for what nobody counted.
void LibraryRunner::State::see_counts() {
  if (!counts || allocations_seen(counted())) return;
  for (const Slot slot : {alloc_calls, alloc_bytes})
    metrics[at[slot]].absent = why_no_allocations(counted());
}

Result<std::unique_ptr<LibraryRunner>> LibraryRunner::start(LibraryOptions options) {
  if (options.arms.empty() || options.arms.size() > worker::kMaxArms)
    return Error{Fault::usage, "the number of arms is out of range",
                 fmt::format("{} of at most {}", options.arms.size(), worker::kMaxArms), ""};
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  if (auto ok = state->prepare(); !ok) return std::move(ok).error();
  std::vector<TrialRequest> look;
  for (std::uint32_t arm = 0; arm < state->options.arms.size(); ++arm) look.push_back({.arm = arm});
  auto seen = state->round(look, 0);
  if (!seen) return std::move(seen).error();
  if (const auto& last = seen->back(); last.end == TrialEnd::cancelled)
    return Error{Fault::interrupted, "interrupted", "", ""};
  else if (last.end != TrialEnd::exited)
    return Error{Fault::program,
                 "cannot load " + state->options.arms[look[seen->size() - 1].arm].path, last.detail,
                 "something in it runs when it is loaded, and fails"};
  return std::unique_ptr<LibraryRunner>(new LibraryRunner(std::move(state)));
}

LibraryRunner::LibraryRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}
LibraryRunner::~LibraryRunner() = default;

const std::vector<model::MeasuredMetric>& LibraryRunner::metrics() const {
  return state_->metrics;
}

Result<model::BatchOutcome> LibraryRunner::run(std::span<const TrialRequest> batch) {
  State& s = *state_;
  model::BatchOutcome out;
  s.cpu_ns = 0;
  while (!batch.empty()) {
    const auto order = round_of(batch);
    auto trials = s.round(order, s.options.slices);
    if (!trials) return std::move(trials).error();
    out.trials.insert(out.trials.end(), trials->begin(), trials->end());
    if (trials->back().end != TrialEnd::exited) break;
    batch = batch.subspan(order.size());
  }
  if (s.options.disturbance) out.disturbance = s.options.disturbance(s.cpu_ns);
  return out;
}

model::HarnessCost LibraryRunner::cost() const {
  return state_->cost;
}

const Captured& LibraryRunner::captured() const {
  return state_->captured;
}

model::BackendRecord LibraryRunner::backend() const {
  model::BackendRecord out;
  out.name = "library";
  out.engine = "ld.so";
  out.engine_version = sys::libc_version();
  return out;
}

std::vector<model::Diagnostic> LibraryRunner::remarks() const {
  if (state_->calls == 0) return {};
  return {
      {model::Severity::note, "calls-per-slice",
       fmt::format("a round is a process: {} copies of each object, {} slices, {} calls a slice",
                   state_->copies, state_->options.slices, state_->calls)}};
}

}  // namespace assay::target
