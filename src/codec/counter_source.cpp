// SPDX-License-Identifier: Apache-2.0
#include "codec/counter_source.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <re2/re2.h>
#include <utility>

namespace assay::codec {
namespace {

using model::CounterRole;
using model::CounterTrouble;

constexpr std::size_t kLongestName = 64;

Error unusable(std::string_view text, std::string why, std::string hint = "") {
  if (hint.empty())
    hint = "write NAME=WHERE#HOW, for example 'lost=http://127.0.0.1:9100/metrics#lost_total'";
  return {Fault::usage, fmt::format("'{}' is no counter", printable(text)), std::move(why),
          std::move(hint)};
}

bool is_counter_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.' || c == '-';
         });
}

CounterReading trouble(CounterTrouble kind, std::string why) {
  return {model::kAbsent, kind, std::move(why)};
}

CounterReading number_in(std::string_view text) {
  const std::string_view word = trim(text);
  if (word.empty()) return trouble(CounterTrouble::missing, "it is empty");
  std::string lower(word.substr(0, 16));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  if (lower.starts_with('-') || lower.starts_with('+')) lower.erase(0, 1);
  if (lower == "nan" || lower == "inf" || lower == "infinity")
    return trouble(CounterTrouble::not_finite, fmt::format("it is {}", printable(word)));
  if (const auto number = parse_double(word)) return {*number, CounterTrouble::none, ""};
  return trouble(CounterTrouble::unparsable,
                 fmt::format("'{}' is not a number", printable(word.substr(0, 80))));
}

CounterReading by(const WholeText&, std::string_view document) {
  return number_in(document);
}

CounterReading by(const MetricSelector& selector, std::string_view document) {
  return read_openmetrics(document, selector);
}

CounterReading by(const JsonPointer& where, std::string_view document) {
  try {
    const auto parsed = nlohmann::json::parse(document, nullptr, false);
    if (parsed.is_discarded())
      return trouble(CounterTrouble::unparsable, "it is not one JSON document");
    const nlohmann::json::json_pointer pointer(where.pointer);
    if (!parsed.contains(pointer))
      return trouble(CounterTrouble::missing, where.pointer + " leads nowhere in it");
    const auto& found = parsed.at(pointer);
    if (!found.is_number())
      return trouble(CounterTrouble::unparsable, where.pointer + " is not a number");
    const double value = found.get<double>();
    if (!std::isfinite(value))
      return trouble(CounterTrouble::not_finite, where.pointer + " is not finite");
    return {value, CounterTrouble::none, ""};
  } catch (const std::exception& error) {
    // An index that is no number, or one too large.
    return trouble(CounterTrouble::missing, error.what());
  }
}

CounterReading by(const Pattern& pattern, std::string_view document) {
  const int groups = pattern->NumberOfCapturingGroups();
  std::optional<std::string_view> last;
  std::size_t at = 0;
  re2::StringPiece found[2];
  const re2::StringPiece text(document.data(), document.size());
  while (at <= document.size() &&
         pattern->Match(text, at, document.size(), RE2::UNANCHORED, found, groups > 0 ? 2 : 1)) {
    const re2::StringPiece& value = found[groups > 0 ? 1 : 0];
    if (value.data() != nullptr) last = std::string_view(value.data(), value.size());
    const auto end = std::size_t(found[0].data() - document.data()) + found[0].size();
    at = found[0].empty() ? end + 1 : end;
  }
  if (!last) return trouble(CounterTrouble::missing, "the pattern matches nothing");
  return number_in(*last);
}

Result<void> take_place(std::string_view text, std::string_view where, CounterSource& out) {
  constexpr std::string_view kFile = "file:", kCommand = "command:";
  if (where.starts_with("http://")) {
    out.place = CounterPlace::url;
    out.where = where;
    return {};
  }
  if (where.starts_with("https://"))
    return unusable(text, "https is not spoken here",
                    "expose the metrics on a local http address, or use 'command:curl -s ...'");
  if (!where.starts_with(kFile) && !where.starts_with(kCommand))
    return unusable(text, "WHERE begins with http://, file: or command:");
  const bool file = where.starts_with(kFile);
  out.place = file ? CounterPlace::file : CounterPlace::command;
  out.where = trim(where.substr(file ? kFile.size() : kCommand.size()));
  if (out.where.empty()) return unusable(text, file ? "it names no file" : "it names no command");
  return {};
}

Result<void> take_how(std::string_view text, std::string_view how, CounterSource& out) {
  if (how.empty()) {
    out.how = WholeText{};
    if (out.place == CounterPlace::url)
      return unusable(text, "it does not say which metric",
                      "add it behind a '#': " + out.where + "#events_total");
    return {};
  }
  if (how.starts_with('/')) {
    try {
      const nlohmann::json::json_pointer check{std::string(how)};
    } catch (const std::exception&) {
      return unusable(text, fmt::format("'{}' is no JSON pointer", printable(how)));
    }
    out.how = JsonPointer{std::string(how)};
    return {};
  }
  if (how.starts_with('~')) {
    const auto pattern =
        std::make_shared<const RE2>(re2::StringPiece(how.data() + 1, how.size() - 1), RE2::Quiet);
    if (how.size() == 1 || !pattern->ok())
      return unusable(text, "its regular expression is none: " + pattern->error());
    out.how = pattern;
    return {};
  }
  auto selector = parse_selector(how);
  if (!selector) {
    Error error = std::move(selector).error();
    error.hint += "; a regular expression begins with '~', a JSON pointer with '/'";
    return std::move(error).in(printable(text));
  }
  out.how = *std::move(selector);
  return {};
}

}  // namespace

Result<CounterSource> parse_counter(std::string_view text, CounterRole role) {
  CounterSource out;
  out.role = role;
  out.text = text;
  const std::size_t hash = std::min(text.find('#'), text.size());
  std::string_view where = text.substr(0, hash);
  const std::string_view how = hash < text.size() ? text.substr(hash + 1) : std::string_view();
  const std::size_t equals = where.find('=');
  const bool named = equals != std::string_view::npos &&
                     where.substr(0, equals).find(':') == std::string_view::npos;
  if (named) {
    out.name = where.substr(0, equals);
    where.remove_prefix(equals + 1);
    if (!is_counter_name(out.name))
      return unusable(text, "a name is at most 64 letters, digits, '_', '.' and '-'");
  } else if (role == CounterRole::drops || role == CounterRole::delivered) {
    out.name = model::name(role);
  } else {
    return unusable(text, "it has no name");
  }
  out.at = text.substr(std::size_t(where.data() - text.data()));
  if (auto ok = take_place(text, where, out); !ok) return std::move(ok).error();
  if (auto ok = take_how(text, how, out); !ok) return std::move(ok).error();
  return out;
}

CounterReading read_counter(const CounterSource& source, std::string_view document) {
  CounterReading out =
      std::visit([document](const auto& how) { return by(how, document); }, source.how);
  if (out.trouble == CounterTrouble::none && out.value < 0 && source.role != CounterRole::gauge)
    return trouble(CounterTrouble::negative, fmt::format("it is {}", out.value));
  return out;
}

}  // namespace assay::codec
