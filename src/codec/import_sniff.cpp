// SPDX-License-Identifier: Apache-2.0
#include "codec/import_sniff.hpp"

#include "base/text.hpp"
#include "codec/import_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace assay::codec {
namespace {

std::string names(std::span<const Source> sources) {
  std::string out;
  for (const Source each : sources) out += (out.empty() ? "" : ", ") + std::string(name(each));
  return out;
}

Error unknown(std::string why, std::string hint = "") {
  std::vector<Source> all;
  for (const SourceName& each : sources()) all.push_back(each.source);
  if (hint.empty()) hint = "say which tool wrote it: --from SOURCE, one of " + names(all);
  return {Fault::usage, "this is the output of no tool that assay knows", std::move(why),
          std::move(hint)};
}

// The first element of an array member.
std::optional<JsonItem> first_of(JsonItem item, std::string_view key) {
  const auto list = member_of(item, key);
  if (!list || !list->is_array()) return std::nullopt;
  for (const JsonItem element : simdjson::dom::array(*list)) return element;
  return std::nullopt;
}

// Benchmarks of measures of values, and nothing else.
bool looks_like_bmf(simdjson::dom::object object) {
  bool any = false;
  for (const auto& benchmark : object) {
    if (!benchmark.value.is_object()) return false;
    for (const auto& measure : simdjson::dom::object(benchmark.value)) {
      const auto value = member_of(measure.value, "value");
      if (!value || !value->is_number()) return false;
      any = true;
    }
  }
  return any;
}

std::vector<Source> fits_object(JsonItem root) {
  std::vector<Source> out;
  if (const auto result = first_of(root, "results"))
    if (member_of(*result, "command")) out.push_back(Source::hyperfine);
  if (member_of(root, "benchmarks")) {
    const auto first = first_of(root, "benchmarks");
    if (member_of(root, "machine_info") || (first && member_of(*first, "stats")))
      out.push_back(Source::pytest_benchmark);
    if (first && member_of(*first, "runs")) out.push_back(Source::pyperf);
    if (member_of(root, "context") || (first && member_of(*first, "real_time")))
      out.push_back(Source::google_benchmark);
  }
  if (out.empty() && looks_like_bmf(root)) out.push_back(Source::bmf);
  return out;
}

std::vector<Source> fits_array(simdjson::dom::array list) {
  for (const JsonItem first : list) {
    if (member_of(first, "primaryMetric")) return {Source::jmh};
    if (member_of(first, "name") && member_of(first, "unit") && member_of(first, "value"))
      return {Source::custom_smaller, Source::custom_bigger};
    break;
  }
  return {};
}

Result<Source> of_json(const std::string& text) {
  std::vector<Source> fits;
  std::string hint;
  auto read = read_json(text, [&](JsonItem root) {
    if (root.is_object()) fits = fits_object(root);
    if (root.is_array()) fits = fits_array(root);
    std::string_view schema;
    if (const auto found = member_of(root, "schema"))
      if (found->get_string().get(schema) == simdjson::SUCCESS && schema.starts_with("assay."))
        hint = "it is a report of assay already: assay report shows it";
    const auto mean = member_of(root, "mean");
    if (member_of(root, "iters") || (mean && member_of(*mean, "point_estimate")))
      hint = "of criterion hand in the folder target/criterion, not a file of it";
    if (member_of(root, "Action")) hint = "of go hand in the output without -json";
  });
  if (!read) {
    // Many lines of JSON are no JSON document, but the first line may tell.
    if (text.find("\"Action\":") < text.find('\n'))
      return unknown("it looks like 'go test -json'", "of go hand in the output without -json");
    if (text.find("\"schema\":\"assay.") < text.find('\n'))
      return unknown("", "these are reports of assay already");
    return std::move(read).error();
  }
  if (fits.size() == 1) return fits.front();
  if (fits.empty()) return unknown("it is JSON of another shape", hint);
  return Error{Fault::usage, "the content does not tell which tool wrote it",
               fmt::format("it may be {}", names(fits)),
               "say which: --from " + std::string(name(fits.front()))};
}

bool has_go_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (line.starts_with("Benchmark") &&
        (line.find(" ns/op") != line.npos || line.find("/op") != line.npos))
      return true;
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return false;
}

}  // namespace

Result<Source> source_of(const std::string& text) {
  const std::string_view content = trim(text);
  if (content.empty()) return unknown("it is empty", "did the tool that should write it fail?");
  if (content.front() == '{' || content.front() == '[') return of_json(text);
  if (content.front() == '<') {
    if (content.find("<Catch") != content.npos) return Source::catch2;
    return unknown("it is XML, but not of Catch2");
  }
  if (content.starts_with("group,function,value")) return Source::criterion;
  if (has_go_line(content)) return Source::go;
  return unknown("it is neither JSON nor XML, and no line is a result of 'go test -bench'");
}

}  // namespace assay::codec
