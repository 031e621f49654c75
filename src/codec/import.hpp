// SPDX-License-Identifier: Apache-2.0
// Other tools' results (docs/import.md) as plain rows: read, filtered (import_filter.hpp), then
// made into reports (import_report.hpp). Pure. Any bytes are safe to hand in.
#pragma once
#include "base/result.hpp"
#include "model/metric.hpp"
#include "model/report.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::codec {

enum class Source {
  hyperfine,
  google_benchmark,
  criterion,
  pyperf,
  go,
  pytest_benchmark,
  jmh,
  catch2,
  bmf,
  custom_smaller,
  custom_bigger
};
struct SourceName {
  Source source;
  std::string_view name;   // as of --from: "google-benchmark"
  std::string_view about;  // what to hand in
};
std::span<const SourceName> sources();
std::string_view name(Source source);
std::optional<Source> source_named(std::string_view name);

// One metric of one row, in assay's units.
struct ImportedMetric {
  model::Metric metric;
  std::vector<double> samples;  // kAbsent where a trial had none; empty: only the summary is known
  model::Summary summary;       // what the source says where it has no samples
};

// What a source says of a benchmark in one place. Rows of one name are one benchmark: repetitions,
// and the aggregates that the tool made of them.
struct ImportedRow {
  std::string name;       // as the source has it, any bytes
  std::string place;      // "benchmarks.3", "line 17"
  std::string aggregate;  // "median", "p99", "stddev", ...: made of other rows; empty: measured
  std::string text;       // of the command, where it has one
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<ImportedMetric> metrics;
  std::vector<std::int16_t> exit_codes;  // by sample; empty = 0
  std::string failure;                   // why it has no result
};

struct Imported {
  Source source = Source::hyperfine;
  std::string file;
  std::string version;               // of the tool, where it says so
  std::string created;               // 2026-11-21T08:28:22Z, where it says so
  model::Host host;                  // "import.*" facts; never compared
  std::vector<std::string> ignored;  // what was there and could not be taken, a sentence each
  std::vector<ImportedRow> rows;
};

// A file as handed in; its name is for messages, and below a folder tells the benchmark.
struct ImportFile {
  std::string name;
  std::string text;
};

struct ImportRules {
  std::optional<Source> source;        // none: told by the content
  std::vector<std::string> own_units;  // unit words that are taken as they are
};

// Reads one file. Faults: usage: not of that source, cut short, a unit that is not known, no
// benchmark in it; or, with no source given, content that fits none or several.
Result<Imported> import_file(const ImportFile& file, const ImportRules& rules);

// Reads a folder of criterion: the files that criterion_part() wants, with names relative to the
// folder given.
Result<Imported> import_folder(std::string folder, std::span<const ImportFile> files,
                               const ImportRules& rules);
bool criterion_part(std::string_view name);

// import_file() and all that follows it, up to the reports' bytes: for the fuzzer.
Result<std::string> import_any(std::string text, std::string name, std::optional<Source> source);

}  // namespace assay::codec
