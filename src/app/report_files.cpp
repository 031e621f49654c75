// SPDX-License-Identifier: Apache-2.0
#include "app/report_files.hpp"

#include "app/outputs.hpp"
#include "app/wording.hpp"
#include "codec/report_json.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = std::size_t{2} << 30;

Result<void> add_folder(const std::string& folder, std::vector<std::string>& out) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string extension = at->path().extension();
    if (extension == ".json" || extension == ".ndjson") found.push_back(at->path());
  }
  if (error) return bad_usage("cannot read the folder " + in_quotes(folder), error.message(), "");
  if (found.empty())
    return bad_usage("there is no report in the folder " + in_quotes(folder),
                     "it holds no *.json and no *.ndjson",
                     "assay run --json > " + shell_quote(folder + "/reports.ndjson"));
  std::sort(found.begin(), found.end());
  out.insert(out.end(), found.begin(), found.end());
  return {};
}

}  // namespace

Result<std::vector<std::string>> report_files(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      out.push_back(path);
    } else if (auto added = add_folder(path, out); !added) {
      return std::move(added).error();
    }
  }
  return out;
}

ReportIndex::Key key_of(const model::Report& report) {
  if (!report.scenario) return {};
  return {report.scenario->name, report.scenario->target};
}

Result<ReportIndex> ReportIndex::open(const std::string& path) {
  if (!sys::exists(path))
    return Error{Fault::baseline, "the baseline " + in_quotes(path) + " is missing", "no such file",
                 "make it from a run that is good: assay gate --refresh"};
  const auto files = report_files({path});
  if (!files) return files.error();
  ReportIndex index;
  index.path_ = path;
  for (const std::string& file : *files) {
    auto text = sys::read_file(file, kMaxFile);
    if (!text) return std::move(text).error();
    text->reserve(text->size() + codec::kReadPadding);
    index.texts_.push_back(std::make_unique<std::string>(*std::move(text)));
    auto places = codec::index_reports(*index.texts_.back());
    if (!places) return in_file(std::move(places).error(), file);
    for (codec::ReportPlace& place : *places) {
      Key key{place.scenario, place.target};
      const std::size_t line = place.line;
      if (!index.entries_.try_emplace(key, Entry{file, std::move(place)}).second)
        return bad_usage(fmt::format("{}:{}: a second report of {}", printable(file), line,
                                     in_quotes(key.first)),
                         "which of the two would be the baseline?", "drop one of them");
    }
  }
  return index;
}

std::vector<ReportIndex::Key> ReportIndex::keys() const {
  std::vector<Key> out;
  for (const auto& [key, entry] : entries_) out.push_back(key);
  return out;
}

Result<std::optional<model::Report>> ReportIndex::find(const Key& key) const {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return std::optional<model::Report>();
  const Entry& entry = at->second;
  std::string copy;
  copy.reserve(entry.place.text.size() + codec::kReadPadding);
  copy = entry.place.text;
  auto report = codec::read_report(std::move(copy));
  if (!report)
    return std::move(report).error().in(
        fmt::format("{}:{}", printable(entry.file), entry.place.line));
  return std::optional(*std::move(report));
}

}  // namespace assay::app
