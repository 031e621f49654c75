// SPDX-License-Identifier: Apache-2.0
#include "app/soak_run.hpp"

#include "app/soak_judge.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "report/soak_text.hpp"
#include "sys/clock.hpp"
#include "sys/launcher_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace assay::app {
namespace {

using model::CheckOutcome;

constexpr double kGapPolls =
    3;  // a longer gap between polls, and this much more: the machine slept
constexpr double kGapMore = 10e9;
constexpr double kPatience = 5e9;  // with one place of counters
constexpr double kLeastPatience = 500e6;
constexpr double kShow = 250e6;
constexpr double kLook = 50e6;
constexpr double kLastBreath = 200e6;  // between the end of an agent's counters and its own
constexpr double kLongestBreath = 5e9;

model::SoakCheck* find(model::SoakResult& result, const std::string& name) {
  const auto found = std::find_if(result.checks.begin(), result.checks.end(),
                                  [&](const auto& check) { return check.name == name; });
  return found == result.checks.end() ? nullptr : &*found;
}

Error interrupted() {
  return {Fault::interrupted, "interrupted", "", ""};
}

}  // namespace

SoakRun::SoakRun(SoakSetup setup, target::Agent& agent, SoakCounters& counters,
                 model::Progress& progress, model::SoakResult& result)
    : setup_(std::move(setup)),
      agent_(agent),
      counters_(counters),
      progress_(progress),
      result_(result) {
  const auto holds = [&](const char* name, const char* detail) {
    result_.checks.push_back(condition(name, CheckOutcome::pass, "holds", detail));
  };
  holds("agent", "it ran all the time");
  holds("workers", "they ran all the time");
  if (!counters_.sources().empty()) holds("counters", "each was there at every poll, and grew");
  holds("polls", "none was late by so much that the machine must have slept");
  if (result_.limits.free_bytes) holds("disk", "it kept the room that was asked for");
}

std::optional<Error> SoakRun::go() {
  std::optional<Error> error;
  auto workers = SoakWorkers::start(setup_.plan, setup_.options.workers, setup_.launcher);
  loaded_ns_ = sys::monotonic_ns();
  const double own = sys::own_cpu_ns();
  if (workers) {
    error = soak(*workers);
    workers->stop();
  } else {
    error = fail("workers", "worker-died", std::move(workers).error());
  }
  result_.harness_cpu_ns = sys::own_cpu_ns() - own;
  if (!error) return error;
  const bool asked = error->fault == Fault::interrupted;
  result_.status = asked ? model::Status::interrupted : model::Status::failed;
  result_.failure = asked ? "by the user" : printable(error->what);
  return error;
}

std::optional<Error> SoakRun::soak(SoakWorkers& workers) {
  const double start = loaded_ns_ + result_.warmup_ns;
  end_ns_ = start + result_.duration_ns;
  if (auto error = wait(workers, start)) return error;
  began_ns_ = sys::monotonic_ns();
  first_ns_ = sys::boot_ns();
  end_ns_ = began_ns_ + result_.duration_ns;
  if (auto error = poll(workers)) return error;
  for (std::size_t i = 1;; ++i) {
    const double due = std::min(began_ns_ + double(i) * result_.poll_ns, end_ns_);
    if (due < sys::monotonic_ns() && due < end_ns_) continue;  // a poll that took too long
    if (auto error = wait(workers, due)) return error;
    if (auto error = poll(workers)) return error;
    if (due >= end_ns_) return std::nullopt;
  }
}

std::optional<Error> SoakRun::wait(SoakWorkers& workers, double until_ns) {
  for (double now; (now = sys::monotonic_ns()) < until_ns;) {
    show(now);
    workers.wait(std::min(until_ns - now, kShow), setup_.interrupt_fd);
    if (sys::is_readable(setup_.interrupt_fd)) return interrupted();
    if (auto died = workers.died()) return fail("workers", "worker-died", *std::move(died));
  }
  return std::nullopt;
}

std::optional<Error> SoakRun::poll(SoakWorkers& workers) {
  const double now = sys::monotonic_ns();
  auto error = look(workers);
  // Of an agent that has died there is nothing more to be read.
  if (error) return error;
  result_.polls.t_ns.push_back(sys::boot_ns() - first_ns_);
  const target::AgentUse use = agent_.use();
  // What has no page left is ending.
  result_.polls.resident_bytes.push(use.resident_bytes > 0 ? use.resident_bytes : model::kAbsent);
  result_.polls.agent_cpu_ns.push(use.cpu_ns);
  error = read_counters();
  result_.polls.cost_ns.push(sys::monotonic_ns() - now);
  if (error && error->fault != Fault::interrupted)
    if (auto died = last_breath(workers)) error = std::move(died);
  check_gap();
  if (!error) error = check_disk();
  so_far_ = glance(result_);
  show(sys::monotonic_ns());
  return error;
}

// One that is about to end has often closed its counters already: then that is what happened.
std::optional<Error> SoakRun::last_breath(SoakWorkers& workers) {
  const double from = sys::monotonic_ns();
  for (;;) {
    workers.wait(kLook, setup_.interrupt_fd);
    if (auto died = look(workers)) return died;
    const double waited = sys::monotonic_ns() - from;
    const bool going = !(agent_.use().resident_bytes > 0);  // no memory is left of it
    if (waited > (going ? kLongestBreath : kLastBreath)) return std::nullopt;
  }
}

std::optional<Error> SoakRun::look(SoakWorkers& workers) {
  if (auto well = agent_.check(); !well) {
    if (well.error().fault == Fault::interrupted) return std::move(well).error();
    return fail("agent", "agent-died", std::move(well).error());
  }
  if (auto died = workers.died()) return fail("workers", "worker-died", *std::move(died));
  return std::nullopt;
}

std::optional<Error> SoakRun::read_counters() {
  const double patience = std::clamp(result_.poll_ns, kLeastPatience, kPatience);
  auto readings = counters_.read(patience);
  if (!readings) {
    for (auto& counter : result_.counters) counter.values.push(model::kAbsent);
    return std::move(readings).error();
  }
  std::optional<Error> first;
  for (std::size_t i = 0; i < readings->size(); ++i) {
    const codec::CounterReading& reading = (*readings)[i];
    model::SoakCounter& counter = result_.counters[i];
    counter.values.push(reading.value);
    if (reading.trouble == model::CounterTrouble::none || first) continue;
    const std::string when = result_.polls.size() == 1
                                 ? std::string("at the start")
                                 : "after " + format_quantity(result_.polls.t_ns.back(), "ns");
    Error error{Fault::program,
                fmt::format("the counter '{}' cannot be used {} ({})", counter.name, when,
                            model::name(reading.trouble)),
                counter.source + ": " + reading.why,
                "without it nobody knows what was lost; read it by hand while the agent runs"};
    first = fail("counters", std::string(model::name(reading.trouble)), std::move(error));
  }
  return first;
}

std::optional<Error> SoakRun::check_disk() {
  if (!result_.limits.free_bytes) return std::nullopt;
  std::error_code failed;
  const auto space = std::filesystem::space(setup_.folder, failed);
  if (!failed && double(space.available) >= *result_.limits.free_bytes) return std::nullopt;
  return fail("disk", failed ? "disk-unknown" : "disk-full",
              {Fault::program,
               failed ? "the room on the disk is not known"
                      : fmt::format("only {} are left on the disk",
                                    format_quantity(double(space.available), "bytes")),
               failed ? failed.message()
                      : fmt::format("at least {} were asked for",
                                    format_quantity(*result_.limits.free_bytes, "bytes")),
               "make room, or find what fills it: the agent's log?"});
}

void SoakRun::check_gap() {
  const auto& times = result_.polls.t_ns;
  if (times.size() < 2) return;
  const double gap = times.back() - times[times.size() - 2];
  model::SoakCheck* check = find(result_, "polls");
  if (gap <= kGapPolls * result_.poll_ns + kGapMore || check->outcome != CheckOutcome::pass) return;
  *check =
      condition("polls", CheckOutcome::inconclusive, "polls-too-far-apart",
                fmt::format("{} passed between two polls that were to be {} apart: was the machine "
                            "suspended?",
                            format_quantity(gap, "ns"), format_quantity(result_.poll_ns, "ns")));
}

Error SoakRun::fail(const std::string& name, std::string code, Error error) {
  model::SoakCheck* check = find(result_, name);
  *check = condition(name, CheckOutcome::fail, std::move(code), error.what);
  return error;
}

void SoakRun::show(double now_ns) {
  if (now_ns - shown_ns_ < kShow) return;
  shown_ns_ = now_ns;
  model::ProgressView view;
  const bool warm = began_ns_ == 0;
  view.line = report::soak_line(result_, so_far_, warm ? "warming up" : "soaking",
                                now_ns - (warm ? loaded_ns_ : began_ns_), end_ns_ - now_ns);
  progress_.view(view);
}

}  // namespace assay::app
