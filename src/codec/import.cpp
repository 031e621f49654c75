// SPDX-License-Identifier: Apache-2.0
#include "codec/import.hpp"

#include "base/text.hpp"
#include "codec/import_report.hpp"
#include "codec/import_sniff.hpp"
#include "codec/import_sources.hpp"
#include "codec/report_json.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace assay::codec {
namespace {

// A report of one value costs some 100 KiB while it is written; nobody has more benchmarks.
constexpr std::size_t kMostRows = 1'000'000;
constexpr std::size_t kMostMetrics = 1000;
constexpr std::size_t kLongestName = 4096;

constexpr std::array kSources = {
    SourceName{Source::hyperfine, "hyperfine", "the file of --export-json"},
    SourceName{Source::google_benchmark, "google-benchmark",
               "the output of --benchmark_format=json, or --benchmark_out"},
    SourceName{Source::criterion, "criterion", "the folder target/criterion, or one raw.csv"},
    SourceName{Source::pyperf, "pyperf", "the file of -o"},
    SourceName{Source::go, "go", "what 'go test -bench' prints"},
    SourceName{Source::pytest_benchmark, "pytest-benchmark", "the file of --benchmark-json"},
    SourceName{Source::jmh, "jmh", "the file of -rf json"},
    SourceName{Source::catch2, "catch2", "the output of -r xml"},
    SourceName{Source::bmf, "bmf", "Bencher Metric Format"},
    SourceName{Source::custom_smaller, "custom-smaller",
               "customSmallerIsBetter of github-action-benchmark"},
    SourceName{Source::custom_bigger, "custom-bigger",
               "customBiggerIsBetter of github-action-benchmark"}};

Result<void> read_content(const ImportFile& file, const ImportRules& rules, Imported& out) {
  const auto json = [&](auto use) {
    return read_json(file.text, [&](JsonItem root) { use(root); });
  };
  switch (out.source) {
    case Source::hyperfine:
      return json([&](JsonItem root) { read_hyperfine(root, out); });
    case Source::google_benchmark:
      return json([&](JsonItem root) { read_google_benchmark(root, out); });
    case Source::pyperf:
      return json([&](JsonItem root) { read_pyperf(root, out); });
    case Source::pytest_benchmark:
      return json([&](JsonItem root) { read_pytest_benchmark(root, out); });
    case Source::jmh:
      return json([&](JsonItem root) { read_jmh(root, out); });
    case Source::bmf:
      return json([&](JsonItem root) { read_bmf(root, out); });
    case Source::custom_smaller:
    case Source::custom_bigger:
      return json([&](JsonItem root) { read_custom(root, rules, out); });
    case Source::go:
      return read_go(file.text, out);
    case Source::catch2:
      return read_catch2(file.text, out);
    case Source::criterion:
      break;
  }
  return read_criterion_csv(file.text, out);
}

Result<void> check(const Imported& imported) {
  const auto bad = [](std::string what, std::string why) {
    return Error{Fault::usage, std::move(what), std::move(why), ""};
  };
  if (imported.rows.empty())
    return bad("there is no benchmark in it",
               fmt::format("it was read as {}", name(imported.source)));
  if (imported.rows.size() > kMostRows)
    return bad("there are too many results in it", fmt::format("more than {}", kMostRows));
  for (const ImportedRow& row : imported.rows) {
    if (row.name.empty()) return bad("a benchmark has no name", row.place);
    if (row.name.size() > kLongestName)
      return bad("a benchmark's name is too long",
                 fmt::format("more than {} bytes: '{}...'", kLongestName,
                             printable(std::string_view(row.name).substr(0, 64))));
    if (row.metrics.size() > kMostMetrics)
      return bad(fmt::format("'{}' has too many metrics", printable(row.name)),
                 fmt::format("more than {}", kMostMetrics));
    if (row.metrics.empty() && row.failure.empty())
      return bad(fmt::format("'{}' has no figure", printable(row.name)), row.place);
  }
  return {};
}

// Metrics that differ in signs only get the same name: "a/b" and "a_b".
void number_metrics(ImportedRow& row) {
  std::set<std::string> taken;
  for (ImportedMetric& each : row.metrics) {
    const std::string wanted = each.metric.name;
    for (int n = 2; !taken.insert(each.metric.name).second; ++n)
      each.metric.name = fmt::format("{}_{}", wanted, n);
  }
}

}  // namespace

std::span<const SourceName> sources() {
  return kSources;
}

std::string_view name(Source source) {
  for (const SourceName& each : kSources)
    if (each.source == source) return each.name;
  return "";
}

std::optional<Source> source_named(std::string_view name) {
  for (const SourceName& each : kSources)
    if (each.name == name) return each.source;
  return std::nullopt;
}

Result<Imported> import_file(const ImportFile& file, const ImportRules& rules) {
  Imported out;
  out.file = file.name;
  if (rules.source) {
    out.source = *rules.source;
  } else {
    auto told = source_of(file.text);
    if (!told) return std::move(told).error().in(printable(file.name));
    out.source = *told;
  }
  if (auto ok = read_content(file, rules, out); !ok)
    return std::move(ok).error().in(printable(file.name));
  if (auto ok = check(out); !ok) return std::move(ok).error().in(printable(file.name));
  for (ImportedRow& row : out.rows) number_metrics(row);
  return out;
}

Result<Imported> import_folder(std::string folder, std::span<const ImportFile> files,
                               const ImportRules& rules) {
  if (rules.source && *rules.source != Source::criterion)
    return Error{Fault::usage, printable(folder) + " is a folder",
                 fmt::format("{} leaves a file", name(*rules.source)), ""};
  Imported out;
  out.source = Source::criterion;
  out.file = std::move(folder);
  if (auto ok = read_criterion(files, out); !ok)
    return std::move(ok).error().in(printable(out.file));
  if (auto ok = check(out); !ok) return std::move(ok).error().in(printable(out.file));
  return out;
}

Result<std::string> import_any(std::string text, std::string name, std::optional<Source> source) {
  const auto imported = import_file({std::move(name), std::move(text)}, {source, {}});
  if (!imported) return imported.error();
  auto benchmarks = merged(*imported);
  if (!benchmarks) return std::move(benchmarks).error();
  std::string out;
  for (const ImportedRow& benchmark : *benchmarks) {
    auto written = write_report_line(report_of(benchmark, *imported),
                                     [&](std::string_view part) -> Result<void> {
                                       out += part;
                                       return {};
                                     });
    if (!written) return std::move(written).error();
  }
  return out;
}

void add_fact(Imported& out, std::string_view key, std::string value) {
  if (!value.empty()) out.host.facts.push_back({"import." + std::string(key), std::move(value)});
}

void add_facts(Imported& out, JsonItem object, std::span<const FactName> names) {
  for (const FactName& fact : names)
    if (const auto found = member_of(object, fact.from)) add_fact(out, fact.key, shown(*found));
}

std::string utc_time(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < kShape.size()) return "";
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return "";
  }
  std::string_view rest = text.substr(kShape.size());
  if (rest.starts_with('.'))
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("0123456789", 1)));
  // Another zone would have to be converted; the text stays among the facts.
  if (rest != "Z" && rest != "+00:00" && !rest.empty()) return "";
  return std::string(text.substr(0, kShape.size())) + "Z";
}

}  // namespace assay::codec
