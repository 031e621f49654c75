// SPDX-License-Identifier: Apache-2.0
#include "codec/openmetrics_read.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace assay::codec {
namespace {

using model::CounterTrouble;
using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kShownNames = 3;

bool is_letter(char c, bool first, bool colon) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colon && c == ':') ||
         (!first && c >= '0' && c <= '9');
}

// Takes blanks, names, quoted values off the front of a line.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  void blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
      rest_.remove_prefix(1);
  }
  bool take(char c) {
    blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view name(bool colon) {
    blanks();
    std::size_t size = 0;
    while (size < rest_.size() && is_letter(rest_[size], size == 0, colon)) ++size;
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  // Behind the opening quote, up to and with the closing one.
  std::optional<std::string> quoted_text() {
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c != '\\') {
        out += c;
        continue;
      }
      if (rest_.empty()) return std::nullopt;
      const char escaped = rest_.front();
      rest_.remove_prefix(1);
      if (escaped == 'n')
        out += '\n';
      else if (escaped == '\\' || escaped == '"')
        out += escaped;
      else
        (out += '\\') += escaped;  // as Prometheus reads it
    }
    return std::nullopt;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// Behind a '{'; a comma may be last.
std::optional<Labels> labels_of(Scanner& scan) {
  Labels out;
  while (!scan.take('}')) {
    const std::string_view key = scan.name(false);
    if (key.empty() || !scan.take('=') || !scan.take('"')) return std::nullopt;
    auto value = scan.quoted_text();
    if (!value) return std::nullopt;
    out.emplace_back(key, *std::move(value));
    if (scan.take(',')) continue;
    if (scan.take('}')) break;
    return std::nullopt;
  }
  std::sort(out.begin(), out.end());
  return out;
}

bool has(const Labels& labels, const Labels& wanted) {
  return std::includes(labels.begin(), labels.end(), wanted.begin(), wanted.end());
}

// "12", "1.5e3", "+Inf", "NaN"; what follows it (a time, an exemplar) does not matter.
std::optional<double> value_of(std::string_view text) {
  std::string_view word = text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
  const bool negative = word.starts_with('-');
  if (word.starts_with('+') || negative) word.remove_prefix(1);
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (lower == "inf" || lower == "infinity") return negative ? -HUGE_VAL : HUGE_VAL;
  const auto number = parse_double(word);
  if (!number) return std::nullopt;
  return negative ? -*number : *number;
}

CounterReading trouble(CounterTrouble kind, std::string why) {
  return {model::kAbsent, kind, std::move(why)};
}

Error bad_selector(std::string_view text, std::string why) {
  return {Fault::usage, fmt::format("'{}' selects no metric", printable(text)), std::move(why),
          "write its name, and labels where it has several series: drops_total{queue=\"a\"}"};
}

std::string in_words(const MetricSelector& selector) {
  return selector.labels.empty() ? selector.metric : selector.metric + " with these labels";
}

CounterReading nothing_matched(const MetricSelector& selector, bool named,
                               const std::set<std::string>& names) {
  if (named)
    return trouble(CounterTrouble::missing,
                   "no series of " + selector.metric + " has these labels");
  const std::vector<std::string> known(names.begin(), names.end());
  if (names.contains(selector.metric + "_total"))
    return trouble(CounterTrouble::missing,
                   fmt::format("there is no {0}, but {0}_total", selector.metric));
  std::string why = "there is no " + selector.metric;
  if (const auto near = nearest(selector.metric, known))
    why += ", did you mean " + *near + "?";
  else if (known.empty())
    why += ", and no other metric";
  else
    why += ", but " + join(std::span(known).first(std::min(known.size(), kShownNames)), ", ");
  return trouble(CounterTrouble::missing, why);
}

}  // namespace

Result<MetricSelector> parse_selector(std::string_view text) {
  Scanner scan(text);
  MetricSelector out;
  out.metric = scan.name(true);
  if (out.metric.empty()) return bad_selector(text, "it does not begin with the name of a metric");
  if (scan.take('{')) {
    auto labels = labels_of(scan);
    if (!labels)
      return bad_selector(text, "labels are written {name=\"value\",...}; no other match is known");
    out.labels = *std::move(labels);
  }
  scan.blanks();
  if (!scan.rest().empty())
    return bad_selector(text, fmt::format("'{}' is left over", printable(scan.rest())));
  return out;
}

CounterReading read_openmetrics(std::string_view text, const MetricSelector& selector) {
  double sum = 0;
  std::set<Labels> seen;
  std::set<std::string> names;
  bool named = false;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    Scanner scan(line);
    scan.blanks();
    if (scan.rest().empty() || scan.rest().front() == '#') continue;
    const std::string_view metric = scan.name(true);
    if (metric != selector.metric) {
      if (!metric.empty() && names.size() < 1000) names.emplace(metric);
      continue;
    }
    named = true;
    const auto bad = [&](const std::string& why) {
      return trouble(CounterTrouble::unparsable, fmt::format("line {}: {}", number, why));
    };
    std::optional<Labels> labels = Labels();
    if (scan.take('{')) labels = labels_of(scan);
    if (!labels) return bad("its labels are malformed");
    scan.blanks();
    const auto value = value_of(scan.rest());
    if (!value) return bad("no number follows " + selector.metric);
    if (!has(*labels, selector.labels)) continue;
    if (!std::isfinite(*value))
      return trouble(CounterTrouble::not_finite,
                     fmt::format("line {}: {} is {}", number, selector.metric, *value));
    if (!seen.insert(*labels).second) return bad("the same series is there twice");
    sum += *value;
  }
  if (seen.empty()) return nothing_matched(selector, named, names);
  if (!std::isfinite(sum))
    return trouble(CounterTrouble::not_finite, "the sum of " + in_words(selector) + " is infinite");
  return {sum, CounterTrouble::none, ""};
}

}  // namespace assay::codec
