// SPDX-License-Identifier: Apache-2.0
#include "codec/import_filter.hpp"

#include "base/text.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <re2/re2.h>
#include <utility>

namespace assay::codec {
namespace {

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

std::optional<double> time_of(const ImportedRow& row) {
  const ImportedMetric* time = nullptr;
  for (const std::string_view name : {"wall", "cpu"})
    for (const ImportedMetric& each : row.metrics)
      if (time == nullptr && each.metric.name == name && each.metric.unit == "ns") time = &each;
  if (time == nullptr) return std::nullopt;
  if (time->samples.empty()) return time->summary.mean ? time->summary.mean : time->summary.median;
  double sum = 0;
  std::size_t count = 0;
  for (const double value : time->samples)
    if (!model::is_absent(value)) {
      sum += value;
      ++count;
    }
  return count == 0 ? std::nullopt : std::optional(sum / double(count));
}

// Takes out the rows that `drop` says, in order, and gives their names.
template <typename Drop>
std::vector<std::string> take_out(std::vector<ImportedRow>& rows, Drop drop) {
  std::vector<std::string> names;
  std::erase_if(rows, [&](const ImportedRow& row) {
    if (!drop(row)) return false;
    names.push_back(row.name);
    return true;
  });
  return names;
}

}  // namespace

Result<std::vector<FocusPattern>> read_focus(std::string_view text) {
  std::vector<FocusPattern> out;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    const std::string pattern(trim(line));
    if (pattern.empty() || pattern.front() == '#') continue;
    const RE2 compiled(pattern, quiet());
    if (!compiled.ok())
      return Error{
          Fault::usage,
          fmt::format("line {}: '{}' is no regular expression", number, printable(pattern)),
          compiled.error(), "RE2 syntax, one a line"};
    out.push_back({pattern, number});
  }
  if (out.empty())
    return Error{Fault::usage, "there is no pattern in it", "", "one regular expression a line"};
  return out;
}

std::vector<std::string> keep_means(Imported& imported) {
  return take_out(imported.rows, [](const ImportedRow& row) {
    return !row.aggregate.empty() && row.aggregate != "mean";
  });
}

std::vector<std::string> drop_below(std::vector<ImportedRow>& benchmarks, double floor_ns) {
  return take_out(benchmarks, [&](const ImportedRow& row) {
    const auto time = time_of(row);
    return time && *time < floor_ns;
  });
}

std::vector<std::string> keep_focus(std::vector<ImportedRow>& benchmarks,
                                    const std::vector<FocusPattern>& patterns,
                                    std::vector<bool>& matched) {
  std::vector<std::unique_ptr<RE2>> compiled;
  for (const FocusPattern& each : patterns)
    compiled.push_back(std::make_unique<RE2>(each.text, quiet()));
  return take_out(benchmarks, [&](const ImportedRow& row) {
    bool any = false;
    for (std::size_t i = 0; i < compiled.size(); ++i)
      if (RE2::PartialMatch(row.name, *compiled[i])) matched[i] = any = true;
    return !any;
  });
}

}  // namespace assay::codec
