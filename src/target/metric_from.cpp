// SPDX-License-Identifier: Apache-2.0
#include "target/metric_from.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::target {
namespace {

Error unusable(std::string_view text, std::string why) {
  return {Fault::usage, fmt::format("'{}' is no metric to read", printable(text)), std::move(why),
          "write name=REGEX or name=/json/pointer, for instance 'ops=([0-9.]+) ops/s'"};
}

Error no_number(const MetricFrom& from, std::string why) {
  return {Fault::program, fmt::format("its output holds no {}", from.name), std::move(why), ""};
}

bool is_name(std::string_view name) {
  if (name.empty()) return false;
  for (char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '.' && c != '-') return false;
  }
  return true;
}

Result<double> by_pointer(const MetricFrom& from, std::string_view output) {
  const auto document = nlohmann::json::parse(output, nullptr, false);
  if (document.is_discarded()) return no_number(from, "it is not one JSON document");
  const nlohmann::json::json_pointer pointer(from.pointer);
  if (!document.contains(pointer)) return no_number(from, from.pointer + " leads nowhere in it");
  const auto& found = document.at(pointer);
  if (!found.is_number()) return no_number(from, from.pointer + " is not a number");
  return found.get<double>();
}

Result<double> by_pattern(const MetricFrom& from, std::string_view output) {
  const std::string text(output);
  std::optional<std::string> last;
  for (std::sregex_iterator match(text.begin(), text.end(), *from.pattern), end; match != end;
       ++match)
    last = match->str(match->size() > 1 ? 1 : 0);
  if (!last) return no_number(from, "the pattern matched nothing");
  if (const auto number = parse_double(trim(*last))) return *number;
  return no_number(from, fmt::format("'{}' is not a number", printable(*last)));
}

}  // namespace

Result<MetricFrom> parse_metric_from(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos) return unusable(text, "there is no '=' in it");
  MetricFrom out;
  std::string_view name = text.substr(0, at);
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    const std::string_view direction = name.substr(colon + 1);
    if (direction != "higher" && direction != "lower")
      return unusable(text, "after ':' comes \"higher\" or \"lower\"");
    if (direction == "higher") out.direction = model::Direction::higher;
    name = name.substr(0, colon);
  }
  out.name = name;
  const std::string where(text.substr(at + 1));
  if (!is_name(out.name)) return unusable(text, "a name is letters, digits, '_', '.' and '-'");
  if (model::find_builtin(out.name) != nullptr)
    return unusable(text, fmt::format("assay measures '{}' itself", out.name));
  if (where.empty()) return unusable(text, "nothing follows the '='");
  try {
    if (where.front() == '/') {
      out.pointer = where;
      nlohmann::json::json_pointer check(where);
    } else {
      out.pattern.emplace(where, std::regex::ECMAScript | std::regex::optimize);
    }
  } catch (const std::exception& error) {
    return unusable(text, error.what());
  }
  return out;
}

Result<double> read_metric(const MetricFrom& from, std::string_view output) {
  try {
    return from.pattern ? by_pattern(from, output) : by_pointer(from, output);
  } catch (const std::exception& error) {
    // The standard's regex throws when a match is too deep, nlohmann when an index is no number.
    return no_number(from, error.what());
  }
}

}  // namespace assay::target
