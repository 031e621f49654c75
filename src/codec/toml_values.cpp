// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "base/units.hpp"
#include "codec/toml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::codec {
namespace {

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a point";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

// A number, or a text that `parse` understands; `bare` is what a plain number counts.
std::optional<double> quantity_of(const TomlValue& value, std::string_view wanted, double bare,
                                  std::optional<double> (*parse)(std::string_view)) {
  if (value.is_number()) {
    const auto number = number_of(value, {.min = 0});
    if (!number) return std::nullopt;
    if (std::isfinite(*number * bare)) return *number * bare;
    value.wrong_value(wanted, fmt::format("{}", *number));
    return std::nullopt;
  }
  if (!value.is_text()) {
    value.wrong_type(wanted);
    return std::nullopt;
  }
  const auto text = text_of(value);
  if (!text) return std::nullopt;
  const auto number = parse(*text);
  if (!number) value.wrong_value(wanted, *text);
  return number;
}

std::optional<double> parse_percent(std::string_view text) {
  text = trim(text);
  if (text.ends_with('%')) text = trim(text.substr(0, text.size() - 1));
  const auto number = parse_double(text);
  if (!number || *number < 0) return std::nullopt;
  return number;
}

}  // namespace

void TomlValue::wrong_type(std::string_view wanted) const {
  fault(fmt::format("'{}' must be {}, not {}", path_, wanted, kind_of(*node_)));
}

void TomlValue::wrong_value(std::string_view wanted, std::string_view given,
                            std::string hint) const {
  fault(fmt::format("'{}' must be {}, not '{}'", path_, wanted, printable(given)), "",
        std::move(hint));
}

std::optional<std::string> text_of(const TomlValue& value) {
  const auto* text = value.node().as_string();
  if (text == nullptr) {
    value.wrong_type("a string");
    return std::nullopt;
  }
  if (text->get().find('\0') != std::string::npos) {
    value.fault(fmt::format("'{}' holds a NUL character", value.path()),
                "no argument, path or variable can");
    return std::nullopt;
  }
  return text->get();
}

std::optional<bool> truth_of(const TomlValue& value) {
  if (const auto* truth = value.node().as_boolean()) return truth->get();
  value.wrong_type("true or false");
  return std::nullopt;
}

std::optional<std::uint64_t> count_of(const TomlValue& value, CountRange range) {
  const auto* number = value.node().as_integer();
  if (number == nullptr) {
    value.wrong_type("a whole number");
    return std::nullopt;
  }
  const std::int64_t count = number->get();
  if (count >= 0 && std::uint64_t(count) >= range.min && std::uint64_t(count) <= range.max)
    return std::uint64_t(count);
  std::string wanted = fmt::format("at least {}", range.min);
  if (range.max != CountRange{}.max)
    wanted = fmt::format("from {} to {}", range.min, range.max);
  else if (range.min == 1)
    wanted = "> 0";
  value.fault(fmt::format("'{}' must be {}, not {}", value.path(), wanted, count));
  return std::nullopt;
}

std::optional<std::int64_t> integer_of(const TomlValue& value) {
  if (const auto* number = value.node().as_integer()) return number->get();
  value.wrong_type("a whole number");
  return std::nullopt;
}

std::optional<double> number_of(const TomlValue& value, NumberRange range) {
  if (!value.is_number()) {
    value.wrong_type("a number");
    return std::nullopt;
  }
  const double number = *value.node().value<double>();
  if (!std::isfinite(number)) {
    value.wrong_value("a finite number", fmt::format("{}", number));
    return std::nullopt;
  }
  if (number >= range.min && number <= range.max) return number;
  const bool bounded_above = range.max != NumberRange{}.max;
  const bool bounded_below = range.min != NumberRange{}.min;
  std::string limits;
  if (bounded_below) limits = fmt::format("at least {}", range.min);
  if (bounded_above) limits += fmt::format("{}at most {}", bounded_below ? " and " : "", range.max);
  value.fault(fmt::format("'{}' must be {}, not {}", value.path(), limits, number));
  return std::nullopt;
}

std::optional<double> duration_of(const TomlValue& value) {
  return quantity_of(value, "a duration (seconds, or like \"250ms\")", 1e9, parse_duration_ns);
}

std::optional<double> size_of(const TomlValue& value) {
  return quantity_of(value, "a size (bytes, or like \"64KiB\")", 1, parse_bytes);
}

std::optional<double> percent_of(const TomlValue& value) {
  const auto percent =
      quantity_of(value, "a percentage (a number, or like \"20%\")", 1, parse_percent);
  if (!percent) return std::nullopt;
  return *percent / 100;
}

std::optional<std::string> word_of(const TomlValue& value, const std::vector<std::string>& words) {
  auto text = text_of(value);
  if (!text || std::find(words.begin(), words.end(), *text) != words.end()) return text;
  const auto near = nearest(*text, words);
  value.wrong_value("one of " + join(words, ", "), *text,
                    near ? "did you mean '" + *near + "'?" : "");
  return std::nullopt;
}

std::optional<std::vector<std::string>> texts_of(const TomlValue& value) {
  if (!value.is_array()) {
    value.wrong_type("an array of strings");
    return std::nullopt;
  }
  std::vector<std::string> out;
  bool whole = true;
  read_elements(value, [&](const TomlValue& element) {
    if (auto text = text_of(element))
      out.push_back(std::move(*text));
    else
      whole = false;
  });
  if (!whole) return std::nullopt;
  return out;
}

std::optional<std::vector<std::pair<std::string, std::string>>> text_table_of(
    const TomlValue& value) {
  if (!value.is_table()) {
    value.wrong_type("a table of strings");
    return std::nullopt;
  }
  std::vector<std::pair<std::string, std::string>> out;
  bool whole = true;
  read_entries(value, [&](const std::string& key, const TomlValue& entry) {
    if (auto text = text_of(entry))
      out.emplace_back(key, std::move(*text));
    else
      whole = false;
  });
  if (!whole) return std::nullopt;
  return out;
}

}  // namespace assay::codec
