// SPDX-License-Identifier: Apache-2.0
#include "codec/report_lines.hpp"

#include "base/text.hpp"
#include "codec/report_json.hpp"
#include "codec/report_label.hpp"

#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>

namespace assay::codec {
namespace {

// With the room behind it that reading in place takes.
std::string padded(std::string_view text) {
  std::string copy;
  copy.reserve(text.size() + kReadPadding);
  copy = text;
  return copy;
}

// Whether every bracket that this line opens is closed on it: then lines are documents. Of a report
// with members on lines the first line is only "{".
bool closes_what_it_opens(std::string_view line) {
  long depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '\\')
      ++i;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '{' || c == '['))
      ++depth;
    else if (!quoted && (c == '}' || c == ']'))
      --depth;
  }
  return depth == 0 && !quoted;
}

class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  // The next line that is not blank; false at the end.
  bool next(std::string_view& line) {
    while (!rest_.empty()) {
      const std::size_t end = rest_.find('\n');
      line = trim(rest_.substr(0, end));
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      ++number_;
      if (!line.empty()) return true;
    }
    return false;
  }
  std::size_t number() const { return number_; }
  bool at_end() const { return trim(rest_).empty(); }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

// Calls `take` for each document with the line it starts on: the whole text, or a line each.
using TakeDocument = std::function<Result<void>(std::string_view document, std::size_t line)>;
Result<void> each_document(std::string_view text, const TakeDocument& take) {
  Lines lines(text);
  std::string_view line;
  if (!lines.next(line)) return {};
  if (!lines.at_end() && !closes_what_it_opens(line)) {
    // Members on lines, or a first line that is cut short: what follows tells which.
    const std::size_t first = lines.number();
    const std::string_view start = line;
    std::string_view second;
    const bool cut = start.size() > 1 && lines.next(second) &&
                     (second.starts_with("{\"schema\"") || second.starts_with("{\"kind\""));
    if (cut) return take(start, first);
    return take(text.substr(std::size_t(start.data() - text.data())), first);
  }
  do {
    if (auto taken = take(line, lines.number()); !taken) return taken;
  } while (lines.next(line));
  return {};
}

Error at_line(Error error, std::size_t line) {
  return std::move(error).in(fmt::format("line {}", line));
}

Error no_report() {
  return {Fault::usage, "there is no report in it", "it is empty, or holds other kinds of lines",
          "write reports with --report or --json"};
}

}  // namespace

Result<void> each_report(std::string_view text, const TakeReport& take) {
  bool any = false;
  auto read = each_document(text, [&](std::string_view document, std::size_t line) -> Result<void> {
    std::string copy = padded(document);
    const auto label = read_label(copy);
    if (!label) return at_line(label.error(), line);
    if (!label->report) return {};
    any = true;
    auto report = read_report(std::move(copy));
    if (!report) return at_line(std::move(report).error(), line);
    return take(std::move(*report), line);
  });
  if (read && !any) return no_report();
  return read;
}

Result<std::vector<ReportPlace>> index_reports(std::string_view text) {
  std::vector<ReportPlace> places;
  auto read = each_document(text, [&](std::string_view document, std::size_t line) -> Result<void> {
    auto label = read_label(document);
    if (!label) return at_line(std::move(label).error(), line);
    if (label->report)
      places.push_back({line, document, std::move(label->scenario), std::move(label->target)});
    return {};
  });
  if (!read) return std::move(read).error();
  if (places.empty()) return no_report();
  return places;
}

Result<std::vector<model::Report>> read_reports(std::string_view text) {
  std::vector<model::Report> reports;
  auto read = each_report(text, [&](model::Report&& report, std::size_t) -> Result<void> {
    reports.push_back(std::move(report));
    return {};
  });
  if (!read) return std::move(read).error();
  return reports;
}

Result<void> write_reports(std::span<const model::Report> reports, const Sink& sink) {
  if (reports.size() == 1) return write_report(reports.front(), sink);
  for (const model::Report& report : reports)
    if (auto written = write_report_line(report, sink); !written) return written;
  return {};
}

}  // namespace assay::codec
