// SPDX-License-Identifier: Apache-2.0
// What criterion leaves below target/criterion: a folder a benchmark, in it new/benchmark.json
// (who), new/sample.json (times of so many iterations, ns) and new/estimates.json (figures made of
// them).
#include "base/text.hpp"
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assay::codec {
namespace {

using Parts = std::map<std::string, const ImportFile*, std::less<>>;

constexpr std::string_view kNew = "new/";

// "a/b/new/sample.json" to "a/b" and "sample.json"; none where it is no part of a result.
std::optional<std::pair<std::string, std::string>> place_of(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash == name.npos) return std::nullopt;
  const std::string_view file = name.substr(slash + 1);
  std::string_view folder = name.substr(0, slash + 1);
  const bool wanted = file == "benchmark.json" || file == "sample.json" ||
                      file == "estimates.json" || file == "raw.csv";
  if (!wanted || !folder.ends_with(kNew)) return std::nullopt;
  folder.remove_suffix(kNew.size());
  if (folder.ends_with('/')) folder.remove_suffix(1);
  return std::pair(std::string(folder), std::string(file));
}

// Nanoseconds an iteration.
std::vector<double> per_iteration(const std::vector<double>& times,
                                  const std::vector<double>& iterations) {
  if (times.size() != iterations.size()) throw BadMember{"times", "it is not as long as 'iters'"};
  std::vector<double> out;
  for (std::size_t i = 0; i < times.size(); ++i)
    out.push_back(iterations[i] > 0 ? times[i] / iterations[i] : model::kAbsent);
  return out;
}

// "Mean" until criterion 0.3.
std::optional<double> estimate(JsonItem root, std::string_view key, std::string_view old_key) {
  for (const std::string_view each : {key, old_key})
    if (const auto found = member_of(root, each)) return number(*found, "point_estimate");
  return std::nullopt;
}

void read_identity(JsonItem root, ImportedRow& row) {
  if (std::string id = text(root, "full_id"); !id.empty()) row.name = std::move(id);
  for (const std::string_view key : {"group_id", "function_id", "value_str"})
    if (std::string value = text(root, key); !value.empty())
      row.parameters.emplace_back(std::string(key), std::move(value));
  if (const auto throughput = member_of(root, "throughput"); throughput && throughput->is_object())
    for (const auto& [key, value] : simdjson::dom::object(*throughput))
      row.parameters.emplace_back("throughput." + std::string(key), shown(value));
}

Result<void> read_benchmark(const std::string& folder, const Parts& parts, Imported& out) {
  ImportedRow& row = out.rows.emplace_back();
  row.name = folder;
  row.place = folder;
  ImportedMetric wall{time_metric(), {}, {}};
  const auto read = [&](std::string_view part,
                        const std::function<void(JsonItem)>& use) -> Result<void> {
    const auto found = parts.find(part);
    if (found == parts.end()) return {};
    auto done = read_json(found->second->text, use);
    if (!done) return std::move(done).error().in(found->second->name);
    return {};
  };
  auto identity = read("benchmark.json", [&](JsonItem root) { read_identity(root, row); });
  if (!identity) return identity;
  auto sample = read("sample.json", [&](JsonItem root) {
    required(root, "times");
    wall.samples = per_iteration(numbers(root, "times"), numbers(root, "iters"));
  });
  if (!sample) return sample;
  if (wall.samples.empty()) {
    auto estimates = read("estimates.json", [&](JsonItem root) {
      wall.summary.mean = estimate(root, "mean", "Mean");
      wall.summary.median = estimate(root, "median", "Median");
      wall.summary.stddev = estimate(root, "std_dev", "StdDev");
      if (!wall.summary.mean && !wall.summary.median) refuse("it has neither a mean nor a median");
    });
    if (!estimates) return estimates;
  }
  if (wall.samples.empty() && !wall.summary.mean && !wall.summary.median) {
    const auto csv = parts.find("raw.csv");
    if (csv == parts.end()) {
      row.failure = "neither sample.json nor estimates.json is there";
      return {};
    }
    out.rows.pop_back();
    auto done = read_criterion_csv(csv->second->text, out);
    if (!done) return std::move(done).error().in(csv->second->name);
    return {};
  }
  row.metrics.push_back(std::move(wall));
  return {};
}

// A line of CSV; quotes as RFC 4180 has them.
std::vector<std::string> csv_fields(std::string_view line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
      out.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

}  // namespace

bool criterion_part(std::string_view name) {
  return place_of(name).has_value();
}

Result<void> read_criterion(std::span<const ImportFile> files, Imported& out) {
  std::map<std::string, Parts> benchmarks;
  for (const ImportFile& file : files)
    if (auto place = place_of(file.name)) benchmarks[place->first][place->second] = &file;
  if (benchmarks.empty())
    return Error{Fault::usage, "there is no result of criterion in this folder",
                 "no */new/benchmark.json, sample.json, estimates.json or raw.csv is below it",
                 "hand in target/criterion after 'cargo bench'; of other tools hand in the file"};
  for (const auto& [folder, parts] : benchmarks)
    if (auto ok = read_benchmark(folder, parts, out); !ok) return ok;
  return {};
}

// group,function,value,[throughput_num,throughput_type,]sample_measured_value,unit,iteration_count,
// or sample_time_nanos without a unit in older files.
Result<void> read_criterion_csv(std::string_view text, Imported& out) {
  std::map<std::string, std::size_t, std::less<>> columns;
  std::map<std::string, std::size_t> rows;
  std::size_t line_number = 0;
  const auto bad = [&](const std::string& why) {
    return Error{Fault::usage, fmt::format("line {}: {}", line_number, why), "",
                 "was the file cut short?"};
  };
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    ++line_number;
    if (line.empty()) continue;
    const auto fields = csv_fields(line);
    if (columns.empty()) {
      for (std::size_t i = 0; i < fields.size(); ++i) columns.emplace(fields[i], i);
      const bool known = (columns.contains("sample_measured_value") && columns.contains("unit")) ||
                         columns.contains("sample_time_nanos");
      if (!known || !columns.contains("iteration_count") || !columns.contains("group"))
        return bad("this is not the first line of criterion's raw.csv");
      continue;
    }
    const auto field = [&](std::string_view key) -> std::string {
      const auto found = columns.find(key);
      return found != columns.end() && found->second < fields.size() ? fields[found->second] : "";
    };
    const bool old = columns.contains("sample_time_nanos");
    const auto value = parse_double(field(old ? "sample_time_nanos" : "sample_measured_value"));
    const auto iterations = parse_double(field("iteration_count"));
    if (!value || !iterations || *iterations <= 0) return bad("a number is missing");
    const auto factor = time_factor(old ? "ns" : field("unit"));
    if (!factor) return bad(factor.error().text());
    std::string name = field("group");
    for (const std::string_view key : {"function", "value"})
      if (const std::string part = field(key); !part.empty()) name += "/" + part;
    const auto [place, fresh] = rows.emplace(name, out.rows.size());
    if (fresh) {
      ImportedRow& row = out.rows.emplace_back();
      row.name = name;
      row.place = fmt::format("line {}", line_number);
      row.metrics.push_back({time_metric(), {}, {}});
    }
    out.rows[place->second].metrics.front().samples.push_back(*value * *factor / *iterations);
  }
  if (columns.empty()) return bad("it is empty");
  return {};
}

}  // namespace assay::codec
