// SPDX-License-Identifier: Apache-2.0
#include "app/import.hpp"

#include "app/redact.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"
#include "codec/import_filter.hpp"
#include "codec/import_report.hpp"
#include "codec/report_json.hpp"
#include "report/summarise.hpp"
#include "sys/clock.hpp"
#include "sys/file.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

using codec::Imported;
using codec::ImportedRow;
using codec::ImportFile;
using Names = std::vector<std::string>;

constexpr std::size_t kMostParts = 200'000;  // files of a folder of criterion
constexpr std::size_t kMostBytes = std::size_t{256} << 20;
constexpr int kDeepest = 32;
constexpr std::size_t kNamesShown = 5;

// A file, or the parts of a folder, with what became of it.
struct Input {
  Imported imported;
  std::vector<ImportedRow> benchmarks;
};

// The results of criterion below a folder, sorted. Links are not followed.
Result<std::vector<ImportFile>> parts_of(const std::string& folder) {
  std::error_code failed;
  Names names;
  auto entry = fs::recursive_directory_iterator(folder, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    if (entry.depth() >= kDeepest) entry.disable_recursion_pending();
    std::error_code unknown;
    if (!entry->is_regular_file(unknown) || entry->is_symlink(unknown)) continue;
    std::string name = entry->path().lexically_relative(folder).generic_string();
    if (codec::criterion_part(name)) names.push_back(std::move(name));
    if (names.size() > kMostParts)
      return bad_usage("there are too many files in " + in_quotes(folder),
                       fmt::format("more than {}", kMostParts), "");
  }
  if (failed) return sys::file_error("read", printable(folder), failed.value());
  std::sort(names.begin(), names.end());
  std::vector<ImportFile> out;
  std::size_t bytes = 0;
  for (std::string& name : names) {
    auto text = sys::read_file((fs::path(folder) / name).string());
    if (!text) return std::move(text).error();
    bytes += text->size();
    if (bytes > kMostBytes)
      return bad_usage("there is too much in " + in_quotes(folder), "more than 256 MiB", "");
    out.push_back({std::move(name), *std::move(text)});
  }
  return out;
}

Result<Imported> read_path(const std::string& path, const codec::ImportRules& rules) {
  std::error_code unknown;
  if (path != "-" && fs::is_directory(path, unknown)) {
    const auto parts = parts_of(path);
    if (!parts) return parts.error();
    return codec::import_folder(path, *parts, rules);
  }
  auto text = sys::read_file(path == "-" ? "/dev/stdin" : path, kMostBytes);
  if (!text) return std::move(text).error();
  return codec::import_file({path == "-" ? "standard input" : path, *std::move(text)}, rules);
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

// "3 below 50 µs (--min): a, b, c"
std::string left_out(const std::string& what, const Names& names) {
  std::string out = fmt::format("left out {} {}: ", names.size(), what);
  for (std::size_t i = 0; i < names.size() && i < kNamesShown; ++i)
    out += (i == 0 ? "" : ", ") + printable(names[i]);
  if (names.size() > kNamesShown) out += fmt::format(" and {} more", names.size() - kNamesShown);
  return out;
}

void append(Names& into, Names names) {
  into.insert(into.end(), std::make_move_iterator(names.begin()),
              std::make_move_iterator(names.end()));
}

void note_faults(const Input& input, Names& notes) {
  const auto& ignored = input.imported.ignored;
  for (std::size_t i = 0; i < ignored.size() && i < kNamesShown; ++i)
    notes.push_back(
        fmt::format("{}: passed over {}", printable(input.imported.file), printable(ignored[i])));
  if (ignored.size() > kNamesShown)
    notes.push_back(fmt::format("{}: passed over {} more", printable(input.imported.file),
                                ignored.size() - kNamesShown));
  for (const ImportedRow& row : input.benchmarks)
    if (!row.failure.empty())
      notes.push_back(
          fmt::format("{} has failed: {}", in_quotes(row.name), printable(row.failure)));
}

class Importer {
 public:
  explicit Importer(const ImportOptions& options) : options_(options) {}

  Result<Outcome> run() {
    if (auto ok = read_patterns(); !ok) return std::move(ok).error();
    for (const std::string& path : options_.paths)
      if (auto ok = read(path); !ok) return std::move(ok).error();
    if (auto ok = check_patterns(); !ok) return std::move(ok).error();
    say_what_went();
    std::size_t left = 0;
    for (const Input& input : inputs_) left += input.benchmarks.size();
    if (left == 0)
      return bad_usage("nothing is left to import", outcome_.notes.back(),
                       "loosen --means-only, --min or --focus");
    if (auto ok = write(left); !ok) return std::move(ok).error();
    return std::move(outcome_);
  }

 private:
  Result<void> read_patterns() {
    if (!options_.focus) return {};
    const auto text = sys::read_file(*options_.focus);
    if (!text) return text.error();
    auto patterns = codec::read_focus(*text);
    if (!patterns) return std::move(patterns).error().in(printable(*options_.focus));
    patterns_ = *std::move(patterns);
    matched_.resize(patterns_.size(), false);
    return {};
  }

  Result<void> read(const std::string& path) {
    auto imported = read_path(path, options_.rules);
    if (!imported) return std::move(imported).error();
    if (options_.means_only) append(aggregates_, codec::keep_means(*imported));
    // A command may hold a password.
    if (imported->source == codec::Source::hyperfine)
      for (ImportedRow& row : imported->rows) row.name = redactor_.text(row.name);
    if (imported->rows.empty()) return {};  // none is a mean
    auto benchmarks = codec::merged(*imported);
    if (!benchmarks) return std::move(benchmarks).error().in(printable(path));
    outcome_.notes.push_back(fmt::format("{}: {} of {}", printable(imported->file),
                                         counted(benchmarks->size(), "benchmark"),
                                         codec::name(imported->source)));
    for (const ImportedRow& row : *benchmarks) {
      const auto [known, fresh] = files_.emplace(row.name, path);
      if (!fresh && known->second != path)
        return bad_usage(in_quotes(row.name) + " is in two files",
                         in_quotes(known->second) + " and " + in_quotes(path),
                         "two runs of one benchmark are no one run: import them apart");
    }
    if (!patterns_.empty()) append(unfocused_, codec::keep_focus(*benchmarks, patterns_, matched_));
    if (options_.min_ns) append(short_, codec::drop_below(*benchmarks, *options_.min_ns));
    imported->rows.clear();
    inputs_.push_back({*std::move(imported), *std::move(benchmarks)});
    note_faults(inputs_.back(), outcome_.notes);
    return {};
  }

  Result<void> check_patterns() const {
    for (std::size_t i = 0; i < patterns_.size(); ++i)
      if (!matched_[i])
        return bad_usage(
            fmt::format("{}: line {}: no benchmark matches {}", printable(*options_.focus),
                        patterns_[i].line, in_quotes(patterns_[i].text)),
            "a pattern that watches nothing would never be missed", "correct it, or take it out");
    return {};
  }

  void say_what_went() {
    if (!aggregates_.empty())
      outcome_.notes.push_back(left_out("that are no means (--means-only)", aggregates_));
    if (!unfocused_.empty())
      outcome_.notes.push_back(left_out("that no pattern matches (--focus)", unfocused_));
    if (!short_.empty())
      outcome_.notes.push_back(left_out(
          fmt::format("below {} (--min)", format_quantity(*options_.min_ns, "ns")), short_));
  }

  // Report by report: held together they would take far more memory than the results do.
  Result<void> write(std::size_t count) {
    if (!options_.report || *options_.report == "-")
      return write_to(count, [&](std::string_view part) -> Result<void> {
        outcome_.out += part;
        return {};
      });
    auto file = sys::DurableFile::beside(*options_.report);
    if (!file) return std::move(file).error();
    auto written = write_to(count, [&](std::string_view part) { return file->append(part); });
    if (!written) return written;
    if (auto kept = file->commit(); !kept) return kept;
    outcome_.notes.push_back(
        fmt::format("{} → {}", counted(count, "report"), printable(*options_.report)));
    return {};
  }

  Result<void> write_to(std::size_t count, const codec::Sink& sink) const {
    for (const Input& input : inputs_)
      for (const ImportedRow& benchmark : input.benchmarks) {
        const model::Report report = finished(benchmark, input.imported);
        auto written =
            count == 1 ? codec::write_report(report, sink) : codec::write_report_line(report, sink);
        if (!written) return written;
      }
    return {};
  }

  model::Report finished(const ImportedRow& benchmark, const Imported& imported) const {
    model::Report report = codec::report_of(benchmark, imported);
    report.run_id = sys::run_id();
    if (report.created.empty()) report.created = sys::utc_now();
    report.tool = {std::string(kVersion), std::string(kBuildType), std::string(kCompiler)};
    auto given = std::move(report.arms.front().summaries);
    report::summarise(report);
    append_summaries(report.arms.front().summaries, std::move(given));
    redactor_.apply(report);
    return report;
  }

  static void append_summaries(std::vector<model::Summary>& into,
                               std::vector<model::Summary> given) {
    into.insert(into.end(), std::make_move_iterator(given.begin()),
                std::make_move_iterator(given.end()));
  }

  const ImportOptions& options_;
  const Redactor redactor_{{}};
  Outcome outcome_;
  std::vector<codec::FocusPattern> patterns_;
  std::vector<bool> matched_;
  std::vector<Input> inputs_;
  std::map<std::string, std::string> files_;  // by benchmark
  Names aggregates_, unfocused_, short_;
};

}  // namespace

Result<Outcome> import_results(const ImportOptions& options) {
  return Importer(options).run();
}

}  // namespace assay::app
