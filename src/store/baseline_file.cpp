// SPDX-License-Identifier: Apache-2.0
#include "store/baseline_file.hpp"

#include "base/text.hpp"
#include "codec/report_json.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace assay::store {
namespace {

constexpr std::size_t kMaxBaseline = std::size_t{2} << 30;

std::string sanitised(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    const bool plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                       lower == '_' || lower == '.' || lower == '-';
    out += plain ? lower : '-';
  }
  return out.empty() ? "unknown" : out;
}

// "line 3: ..." becomes "FILE:3: ..."
Error in_file(Error error, const std::string& path) {
  constexpr std::string_view kLine = "line ";
  const bool lined = error.what.starts_with(kLine);
  error.what =
      printable(path) + (lined ? ":" + error.what.substr(kLine.size()) : ": " + error.what);
  return error;
}

std::string name_of(const codec::ReportPlace& place) {
  return place.scenario.empty() ? "no scenario" : fmt::format("'{}'", printable(place.scenario));
}

}  // namespace

Result<BaselineFile> BaselineFile::read(const std::string& path) {
  if (!sys::exists(path))
    return Error{
        Fault::baseline, fmt::format("there is no baseline {}", printable(path)), "",
        fmt::format("save one first: assay run ... --save-baseline {}", shell_quote(path))};
  auto text = sys::read_file(path, kMaxBaseline);
  if (!text) return std::move(text).error();
  BaselineFile file;
  file.path_ = path;
  text->reserve(text->size() + codec::kReadPadding);
  file.text_ = std::make_unique<std::string>(std::move(*text));
  auto places = codec::index_reports(*file.text_);
  if (!places) return in_file(std::move(places).error(), path);
  file.places_ = std::move(*places);

  std::map<std::pair<std::string, std::string>, std::size_t> seen;
  for (const auto& place : file.places_) {
    if (place.scenario.empty()) continue;
    const auto [first, fresh] = seen.emplace(std::pair(place.scenario, place.target), place.line);
    if (!fresh)
      return Error{Fault::usage,
                   fmt::format("{}:{}: a second report of scenario {}", printable(path), place.line,
                               name_of(place)),
                   fmt::format("the first is on line {}", first->second),
                   "a baseline holds one report a scenario: delete one of the lines"};
  }
  return file;
}

Result<std::optional<model::Report>> BaselineFile::find(const std::string& scenario,
                                                        const std::string& target) const {
  const codec::ReportPlace* found = nullptr;
  for (const auto& place : places_) {
    if (place.scenario != scenario) continue;
    const bool same_target = place.target == target;
    if (found == nullptr || same_target) found = &place;
    if (same_target) break;
  }
  if (found == nullptr) {
    if (places_.size() != 1) return std::optional<model::Report>();
    return Error{Fault::usage,
                 fmt::format("{} is a baseline of {}, not of '{}'", printable(path_),
                             name_of(places_.front()), printable(scenario)),
                 "it holds one report, and that is of another scenario",
                 "name the baseline of this scenario, or a file of several (NDJSON)"};
  }
  auto report = codec::read_report_in_place(found->text);
  if (!report)
    return std::move(report).error().in(fmt::format("{}:{}", printable(path_), found->line));
  return std::optional(std::move(*report));
}

Result<BaselineWriter> BaselineWriter::open(const std::string& path, Form form) {
  auto file = sys::DurableFile::beside(path);
  if (!file) return std::move(file).error();
  return BaselineWriter(path, form, std::move(*file));
}

Result<void> BaselineWriter::add(const model::Report& report) {
  const codec::Sink sink = [this](std::string_view part) { return file_.append(part); };
  auto written = form_ == Form::single ? codec::write_report(report, sink)
                                       : codec::write_report_line(report, sink);
  if (written) ++written_;
  return written;
}

Result<void> BaselineWriter::commit() {
  return file_.commit();
}

std::string baseline_path(const std::string& folder, const std::string& os, const std::string& arch,
                          const std::string& target) {
  return fmt::format("{}/{}-{}-{}.json", folder.empty() ? "." : folder, sanitised(os),
                     sanitised(arch), sanitised(target));
}

}  // namespace assay::store
