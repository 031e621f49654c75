// SPDX-License-Identifier: Apache-2.0
#include "target/process_tiers.hpp"

#include "model/samples.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string_view>

namespace assay::target {
namespace {

using launcher::Field;
using launcher::kFields;
using launcher::kNone;
using launcher::Tier;
using model::kAbsent;

// Which field a built-in metric is; none for one that is computed from others.
struct Row {
  std::string_view metric;
  std::optional<Field> field;
};
constexpr std::array<Row, 23> kRows = {{
    {"wall", Field::wall},
    {"wall_main", Field::wall_main},
    {"wall_net", std::nullopt},
    {"user", Field::user},
    {"sys", Field::sys},
    {"cpu", Field::cpu},
    {"peak_rss", Field::peak_rss},
    {"peak_tree", Field::peak_tree},
    {"peak_charged", Field::peak_charged},
    {"io_read", Field::io_read},
    {"io_write", Field::io_write},
    {"disk_read", Field::disk_read},
    {"disk_write", Field::disk_write},
    {"minor_faults", Field::minor_faults},
    {"major_faults", Field::major_faults},
    {"voluntary_switches", Field::voluntary_switches},
    {"involuntary_switches", Field::involuntary_switches},
    {"processes", Field::processes},
    {"cpu_wait", Field::cpu_wait},
    {"cycles", Field::event_0},
    {"instructions", Field::event_1},
    {"branch_misses", Field::event_2},
    {"cache_misses", Field::event_3},
}};

std::string_view name(Tier tier) {
  switch (tier) {
    case Tier::absent:
      return "";
    case Tier::clock:
      return "clock";
    case Tier::rusage:
      return "rusage";
    case Tier::cgroup_v2:
      return "cgroup.v2";
    case Tier::cgroup_v1:
      return "cgroup.v1";
    case Tier::taskstats:
      return "taskstats";
    case Tier::pressure:
      return "cgroup.v2.pressure";
    case Tier::schedstat:
      return "schedstat.main-thread";
    case Tier::proc:
      return "proc";
    case Tier::sampled:
      return "sampled";
    case Tier::perf:
      return "perf";
  }
  return "";
}

std::string no_counter(int error) {
  if (error == 0) return "hardware counters are off";
  if (error == EACCES || error == EPERM)
    return "the kernel forbids counting (sysctl kernel.perf_event_paranoid, 2 or less allows it)";
  if (error == ENOENT || error == EOPNOTSUPP || error == ENODEV)
    return "this machine has no such counter (most virtual machines have none)";
  return fmt::format("the kernel cannot count it: {}", std::strerror(error));
}

// Why a field has no tier. `error` is what its last resort failed by, 0 when it was not tried.
std::string reason(Field field, int error) {
  const std::string_view why = error == 0 ? "" : std::strerror(error);
  switch (field) {
    case Field::peak_charged:
      return error == 0 ? "no memory cgroup that assay may use"
                        : fmt::format("the memory cgroup cannot tell a trial's peak: {}", why);
    case Field::cpu_wait:
      return "neither exit records, cgroup pressure nor /proc/PID/schedstat can be read";
    case Field::io_read:
    case Field::io_write:
    case Field::disk_read:
    case Field::disk_write:
      return fmt::format("/proc/self/io cannot be read: {}", why);
    case Field::event_0:
    case Field::event_1:
    case Field::event_2:
    case Field::event_3:
      return no_counter(error);
    default:
      return error == 0 ? "not measured on this machine" : std::string(why);
  }
}

double value(const launcher::TrialResult& result, Field field) {
  const std::int64_t raw = result.value[std::uint32_t(field)];
  return raw == kNone ? kAbsent : static_cast<double>(raw);
}

// Waiting of threads side by side can exceed the wall time; then there is no net of it.
double net(const launcher::TrialResult& result) {
  const double wall = value(result, Field::wall);
  const double wait = value(result, Field::cpu_wait);
  return wait < wall ? wall - wait : kAbsent;
}

}  // namespace

std::vector<model::MeasuredMetric> metrics_of(const launcher::Ready& ready) {
  std::vector<model::MeasuredMetric> out;
  for (const Row& row : kRows) {
    const Field field = row.field.value_or(Field::cpu_wait);
    const auto at = std::uint32_t(field);
    model::MeasuredMetric measured;
    measured.metric = *model::find_builtin(row.metric);
    measured.tier = name(ready.tier[at]);
    if (ready.tier[at] == Tier::absent) measured.absent = reason(field, ready.error[at]);
    out.push_back(std::move(measured));
  }
  return out;
}

std::vector<double> values_of(const launcher::TrialResult& result) {
  std::vector<double> out;
  out.reserve(kRows.size());
  for (const Row& row : kRows) out.push_back(row.field ? value(result, *row.field) : net(result));
  return out;
}

}  // namespace assay::target
