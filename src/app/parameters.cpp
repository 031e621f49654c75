// SPDX-License-Identifier: Apache-2.0
#include "app/parameters.hpp"

#include "app/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace assay::app {
namespace {

constexpr int kMaxDigits = 18;  // what fits an int64 whatever the digits

// digits * 10^-decimals, exactly.
struct Decimal {
  std::int64_t digits = 0;
  int decimals = 0;
};

std::optional<Decimal> parse_decimal(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  Decimal out;
  int count = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9' && count < kMaxDigits) {
      out.digits = out.digits * 10 + (c - '0');
      if (point) ++out.decimals;
      ++count;
    } else {
      return std::nullopt;
    }
  }
  if (count == 0) return std::nullopt;
  if (negative) out.digits = -out.digits;
  return out;
}

// The same value with more decimals, or none where it no longer fits.
std::optional<std::int64_t> digits_at(Decimal value, int decimals) {
  for (int i = value.decimals; i < decimals; ++i)
    if (__builtin_mul_overflow(value.digits, std::int64_t{10}, &value.digits)) return std::nullopt;
  return value.digits;
}

std::string text_of(Decimal value) {
  if (value.decimals == 0) return fmt::format("{}", value.digits);
  std::string digits = fmt::format("{:0{}}", std::llabs(value.digits), value.decimals + 1);
  digits.insert(digits.size() - std::size_t(value.decimals), 1, '.');
  return value.digits < 0 ? "-" + digits : digits;
}

Error bad_range(std::string_view name, std::string why, std::string hint) {
  return bad_usage("the range of the parameter " + in_quotes(name) + " cannot be used",
                   std::move(why), std::move(hint));
}

Error too_many(std::string what) {
  return bad_usage(std::move(what), fmt::format("the limit is {}", kMaxValues),
                   "use a larger step, or fewer parameters");
}

}  // namespace

Result<std::vector<std::string>> range_values(std::string_view name, std::string_view min,
                                              std::string_view max,
                                              std::optional<std::string_view> step) {
  const auto first = parse_decimal(min);
  const auto last = parse_decimal(max);
  for (const auto& [text, value] : {std::pair(min, first), std::pair(max, last)})
    if (!value)
      return bad_range(
          name, in_quotes(text) + " is not a number",
          "write MIN and MAX as in -P threads 1 8; for words use -L " + printable(name) + " a,b,c");
  if (!step && (first->decimals > 0 || last->decimals > 0))
    return bad_range(name, "with decimals there is no natural step", "add one: -D 0.1");
  const auto by = parse_decimal(step.value_or("1"));
  if (!by)
    return bad_range(name, in_quotes(*step) + " is not a number", "write a step as in -D 0.5");
  if (by->digits <= 0)
    return bad_range(name, "a step of " + std::string(*step) + " never gets from MIN to MAX",
                     "use a step above 0; values are always tried upwards");

  const int shown = std::max(first->decimals, by->decimals);
  const int decimals = std::max(shown, last->decimals);
  const auto from = digits_at(*first, decimals);
  const auto to = digits_at(*last, decimals);
  const auto width = digits_at(*by, decimals);
  std::int64_t span = 0;
  if (!from || !to || !width || __builtin_sub_overflow(*to, *from, &span))
    return bad_range(name, "its numbers have more digits than can be counted exactly",
                     "use fewer decimals");
  if (span < 0)
    return bad_range(
        name, "it is empty: " + std::string(min) + " is more than " + std::string(max),
        "swap them: -P " + printable(name) + " " + std::string(max) + " " + std::string(min));
  if (std::uint64_t(span / *width) >= kMaxValues)
    return too_many(fmt::format("the range of the parameter {} has {} values", in_quotes(name),
                                span / *width + 1));

  std::vector<std::string> values = {text_of(*first)};  // with its own decimals, as it was typed
  const std::int64_t shown_from = *digits_at(*first, shown);
  const std::int64_t shown_step = *digits_at(*by, shown);
  for (std::int64_t i = 1; i <= span / *width; ++i)
    values.push_back(text_of({shown_from + i * shown_step, shown}));
  return values;
}

Result<std::vector<std::string>> list_values(std::string_view name, std::string_view values) {
  if (values.empty())
    return bad_usage("the list of the parameter " + in_quotes(name) + " is empty",
                     "there would be nothing to run",
                     "write its values with commas: -L " + printable(name) + " a,b,c");
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool more = i + 1 < values.size();
    if (values[i] == '\\' && more && (values[i + 1] == ',' || values[i + 1] == '\\'))
      out.back() += values[++i];
    else if (values[i] == ',')
      out.emplace_back();
    else
      out.back() += values[i];
  }
  if (out.size() > kMaxValues)
    return too_many(
        fmt::format("the list of the parameter {} has {} values", in_quotes(name), out.size()));
  return out;
}

Result<void> check_parameter_name(std::string_view name) {
  if (!name.empty() && name.find_first_of("{} \t\n") == std::string_view::npos) return {};
  return bad_usage(in_quotes(name) + " cannot name a parameter",
                   "a name stands between braces in the command, as in {threads}",
                   "use letters, digits, '_' and '-'");
}

std::string fill_in(std::string_view text, Values values) {
  std::string out;
  while (!text.empty()) {
    const auto hit = std::find_if(values.begin(), values.end(), [&](const auto& value) {
      const std::string& name = value.first;
      return text.size() >= name.size() + 2 && text.front() == '{' &&
             text.substr(1, name.size()) == name && text[name.size() + 1] == '}';
    });
    if (hit == values.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += hit->second;
      text.remove_prefix(hit->first.size() + 2);
    }
  }
  return out;
}

bool mentions(std::string_view text, std::string_view name) {
  return text.find("{" + std::string(name) + "}") != std::string_view::npos;
}

Result<std::vector<std::vector<std::pair<std::string, std::string>>>> combinations(
    std::span<const Parameter> parameters) {
  std::size_t count = 1;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    for (std::size_t j = 0; j < i; ++j)
      if (parameters[j].name == parameter.name)
        return bad_usage("the parameter " + in_quotes(parameter.name) + " is given twice",
                         "only one set of values can fill {" + printable(parameter.name) + "}",
                         "rename one, or put all values into one -L");
    if (parameter.values.empty() || count > kMaxValues / parameter.values.size())
      return too_many("the parameters have too many combinations");
    count *= parameter.values.size();
  }
  std::vector<std::vector<std::pair<std::string, std::string>>> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t rest = i;
    for (const Parameter& parameter : parameters) {
      out[i].emplace_back(parameter.name, parameter.values[rest % parameter.values.size()]);
      rest /= parameter.values.size();
    }
  }
  return out;
}

}  // namespace assay::app
