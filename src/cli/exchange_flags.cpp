// SPDX-License-Identifier: Apache-2.0
// Flags of import and export: which tool, and what is left out.
#include "app/wording.hpp"
#include "cli/apply.hpp"
#include "codec/import.hpp"

namespace assay::cli {
namespace {

using codec::ExportFormat;

Result<void> set_source(Draft& draft, const Given& given) {
  if (given.value() == "auto") return {};
  std::vector<std::string> words = {"auto"};
  for (const codec::SourceName& each : codec::sources()) words.emplace_back(each.name);
  const auto index = choose(given, words);
  if (!index) return index.error();
  draft.import.rules.source = codec::source_named(given.value());
  return {};
}

Result<void> set_floor(Draft& draft, const Given& given) {
  return put(draft.import.min_ns, some_ns(given));
}

Result<void> set_focus(Draft& draft, const Given& given) {
  return put(draft.import.focus, some_text(given));
}

Result<void> keep_means(Draft& draft, const Given&) {
  draft.import.means_only = true;
  return {};
}

Result<void> add_own_unit(Draft& draft, const Given& given) {
  auto unit = some_text(given);
  if (!unit) return std::move(unit).error();
  draft.import.rules.own_units.push_back(*std::move(unit));
  return {};
}

// CSV is a table of assay's own and no format of another tool's: none.
constexpr Choice<std::optional<ExportFormat>> kFormats[] = {
    {"bmf", ExportFormat::bmf},
    {"hyperfine", ExportFormat::hyperfine},
    {"google-benchmark", ExportFormat::google_benchmark},
    {"custom-smaller", ExportFormat::custom_smaller},
    {"openmetrics", ExportFormat::openmetrics},
    {"csv", std::nullopt}};

Result<void> set_format(Draft& draft, const Given& given) {
  auto format = choice(given, kFormats);
  if (!format) return std::move(format).error();
  draft.export_to = given.value();
  draft.exported.format = *format;
  return {};
}

Result<void> set_output(Draft& draft, const Given& given) {
  return put(draft.exported.output, some_text(given));
}

Result<void> set_metrics(Draft& draft, const Given& given) {
  return put(draft.exported.metrics, names(given));
}

// clang-format off
const Flag kExchange[] = {
    {.name = "from", .values = "SOURCE", .users = kImport,
     .help = "Which tool wrote it: hyperfine, google-benchmark, criterion (a folder), pyperf, go, "
             "pytest-benchmark, jmh, catch2, bmf, custom-smaller, custom-bigger, or auto (the "
             "default: told by the content).",
     .apply = set_source},
    {.name = "own-unit", .values = "UNIT", .users = kImport, .repeat = Repeat::yes,
     .help = "Take this unit of custom-smaller and custom-bigger as it is; others that are not "
             "known are an error.",
     .apply = add_own_unit},
    {.name = "means-only", .users = kImport,
     .help = "Leave out rows that are medians, percentiles, spreads or the like.",
     .apply = keep_means},
    {.name = "min", .values = "TIME", .users = kImport,
     .help = "Leave out benchmarks that take less: 50us.",
     .apply = set_floor},
    {.name = "focus", .values = "FILE", .users = kImport,
     .help = "Keep only benchmarks that a pattern in this file is found in: regular expressions "
             "(RE2), one a line. A pattern that fits none is an error.",
     .apply = set_focus},
    {.name = "to", .values = "FORMAT", .users = kExport,
     .help = "bmf, hyperfine, google-benchmark, custom-smaller, openmetrics or csv.",
     .apply = set_format},
    {.name = "metric", .values = "NAMES", .users = kExport,
     .help = "Only these metrics, separated by commas.",
     .apply = set_metrics},
    {.name = "output", .values = "FILE", .users = kExport,
     .help = "Write there instead of to standard output.",
     .apply = set_output},
};
// clang-format on

}  // namespace

Section exchange_flags() {
  return {"Exchange", kExchange};
}

}  // namespace assay::cli
