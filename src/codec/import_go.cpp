// SPDX-License-Identifier: Apache-2.0
// go test -bench: a line a result, "BenchmarkName-8  2000  6.3 ns/op  0 B/op", lines of one name
// being the samples of one benchmark; among them "pkg: path" and whatever the tests print.
#include "base/text.hpp"
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"

#include <fmt/format.h>

#include <cctype>
#include <optional>
#include <set>

namespace assay::codec {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t start = line.find_first_not_of(" \t\r");
    if (start == line.npos) return out;
    line.remove_prefix(start);
    const std::size_t end = line.find_first_of(" \t\r");
    out.push_back(line.substr(0, end));
    if (end == line.npos) return out;
    line.remove_prefix(end);
  }
}

// "Benchmark" and something that is no lower-case letter: "Benchmarking" is talk.
bool benchmark_name(std::string_view word) {
  constexpr std::string_view kStart = "Benchmark";
  return word.starts_with(kStart) &&
         (word.size() == kStart.size() ||
          std::islower(static_cast<unsigned char>(word[kStart.size()])) == 0);
}

// "-8" at the end of a name is the GOMAXPROCS it ran with; it is not there for 1.
std::string_view procs_of(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == name.npos || dash + 1 == name.size()) return "";
  const std::string_view digits = name.substr(dash + 1);
  return digits.find_first_not_of("0123456789") == digits.npos ? digits : "";
}

ImportedMetric metric_of(std::string_view unit, double value) {
  if (unit == "ns/op") return {time_metric(), {value}, {}};
  if (unit == "B/op") return {own_metric("alloc_bytes", "bytes"), {value}, {}};
  if (unit == "allocs/op") return {own_metric("allocs", "count"), {value}, {}};
  if (unit == "MB/s") return {own_metric("bytes_per_second", "bytes/s"), {value * 1e6}, {}};
  // b.ReportMetric: "p99-ns/op" has a unit of ours at its end, "words/op" is a unit of its own.
  const std::size_t dash = unit.rfind('-');
  if (dash != unit.npos && dash > 0)
    if (const auto known = unit_named(unit.substr(dash + 1)))
      return {own_metric(unit.substr(0, dash), known->unit), {converted(value, known->factor)}, {}};
  std::string_view name = unit;
  if (name.ends_with("/op")) name.remove_suffix(3);
  return {own_metric(name, unit), {value}, {}};
}

class GoReader {
 public:
  explicit GoReader(Imported& out) : out_(out) {}

  Result<void> read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      ++line_;
      if (auto ok = read_line(text.substr(0, end)); !ok) return ok;
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    take_procs_apart();
    return {};
  }

 private:
  Result<void> read_line(std::string_view line) {
    const auto words = words_of(line);
    if (words.empty()) return {};
    for (const std::string_view key : {"goos", "goarch", "cpu"})
      if (line.starts_with(std::string(key) + ": ") && seen_facts_.insert(std::string(key)).second)
        add_fact(out_, key, std::string(trim(line.substr(key.size() + 2))));
    if (words[0] == "pkg:") package_ = words.size() > 1 ? std::string(words[1]) : "";
    if (words[0] == "---" && words.size() > 2 && words[1] == "FAIL:" && benchmark_name(words[2])) {
      ImportedRow& row = add_row(words[2]);
      row.failure = "the benchmark failed";
      return {};
    }
    if (!benchmark_name(words[0]) || words.size() == 1) return {};  // -v names it on its own line
    return read_result(words);
  }

  Result<void> read_result(const std::vector<std::string_view>& words) {
    const auto iterations = parse_int(words[1]);
    if (!iterations) {
      out_.ignored.push_back(
          fmt::format("line {}: '{}' has no result behind it", line_, printable(words[0])));
      return {};
    }
    if (words.size() < 4 || words.size() % 2 != 0)
      return Error{
          Fault::usage, fmt::format("line {}: this result is not complete", line_),
          fmt::format("'{}' is not followed by values and their units", printable(words[0])),
          "was the output cut short?"};
    ImportedRow& row = add_row(words[0]);
    for (std::size_t i = 2; i < words.size(); i += 2) {
      const auto value = parse_double(words[i]);
      if (!value)
        return Error{Fault::usage,
                     fmt::format("line {}: '{}' is no number", line_, printable(words[i])), "", ""};
      row.metrics.push_back(metric_of(words[i + 1], *value));
    }
    return {};
  }

  ImportedRow& add_row(std::string_view name) {
    ImportedRow& row = out_.rows.emplace_back();
    row.place = fmt::format("line {}", line_);
    row.name = name;
    packages_.push_back(package_);
    return row;
  }

  // A name may end in "-10" by itself; only what every name ends in is taken for GOMAXPROCS.
  void take_procs_apart() {
    std::set<std::string> endings;
    for (const ImportedRow& row : out_.rows) endings.insert(std::string(procs_of(row.name)));
    const std::string procs = endings.size() == 1 ? *endings.begin() : "";
    for (std::size_t i = 0; i < out_.rows.size(); ++i) {
      ImportedRow& row = out_.rows[i];
      row.text = row.name;
      if (!procs.empty()) {
        row.name.resize(row.name.size() - procs.size() - 1);
        row.parameters.emplace_back("gomaxprocs", procs);
      }
      if (!packages_[i].empty()) row.name = packages_[i] + "." + row.name;
    }
  }

  Imported& out_;
  std::size_t line_ = 0;
  std::string package_;
  std::vector<std::string> packages_;  // by row
  std::set<std::string> seen_facts_;
};

}  // namespace

Result<void> read_go(std::string_view text, Imported& out) {
  return GoReader(out).read(text);
}

}  // namespace assay::codec
