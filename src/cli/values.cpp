// SPDX-License-Identifier: Apache-2.0
#include "cli/values.hpp"

#include "app/commands.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace assay::cli {
namespace {

using app::bad_usage;
using app::in_quotes;

constexpr std::string_view kTimes = "write seconds, or a unit: 30, 500ms, 2min";

Error bad_value(const Given& given, std::string why, std::string hint) {
  return bad_usage(given.flag + " cannot be " + in_quotes(given.value()), std::move(why),
                   std::move(hint));
}

std::optional<std::uint64_t> parse_whole(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// 3 % as 0.03; a bare number is in percent too.
std::optional<double> parse_percent(std::string_view text) {
  text = trim(text);
  if (text.ends_with('%')) text.remove_suffix(1);
  const auto value = parse_double(trim(text));
  if (!value || *value < 0 || *value >= 1e4) return std::nullopt;
  return *value / 100;
}

std::optional<double> parse_count(std::string_view text) {
  constexpr std::string_view kWord = "count";
  if (!text.ends_with(kWord)) return std::nullopt;
  text.remove_suffix(kWord.size());
  const auto value = parse_double(trim(text));
  return value && *value >= 0 ? value : std::nullopt;
}

}  // namespace

Result<std::uint64_t> whole_number(const Given& given, std::uint64_t least) {
  const auto value = parse_whole(given.value());
  const std::string example = fmt::format("write a whole number from {} on", least);
  if (!value)
    return bad_value(given,
                     given.value().starts_with('-') ? "it is below 0 or no whole number"
                                                    : "it is not a whole number",
                     example);
  if (*value < least) return bad_value(given, fmt::format("the least is {}", least), example);
  return *value;
}

Result<double> any_ns(const Given& given) {
  if (const auto ns = parse_duration_ns(given.value())) return *ns;
  return bad_value(
      given,
      trim(given.value()).starts_with('-') ? "a time cannot be negative" : "it is not a time",
      std::string(kTimes));
}

Result<double> some_ns(const Given& given) {
  auto ns = any_ns(given);
  if (ns && *ns == 0)
    return bad_value(given, "nothing can be done in no time", std::string(kTimes));
  return ns;
}

Result<double> error_rate(const Given& given) {
  std::string_view text = trim(given.value());
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const auto value = parse_double(trim(text));
  constexpr std::string_view kExample = "write a probability such as 0.01 or 1%";
  if (!value) return bad_value(given, "it is not a number", std::string(kExample));
  const double rate = percent ? *value / 100 : *value;
  if (!(rate > 0 && rate < 0.5))
    return bad_value(given, "an error rate lies above 0 and below 0.5", std::string(kExample));
  return rate;
}

Result<double> percentage(const Given& given) {
  if (const auto share = parse_percent(given.value()); share && *share > 0) return *share;
  return bad_value(given, "it is not a share above 0", "write percents, as in 3 or 3%");
}

Result<app::MinEffect> min_effect(const Given& given) {
  constexpr std::string_view kExample =
      "write percents, or an amount with a unit: 0.5, 0.5%, 50us, 64KiB, 3count, or 1%,50us";
  app::MinEffect out;
  for (const std::string& raw : split(given.value(), ',')) {
    const std::string_view part = trim(raw);
    std::optional<double>* into = &out.relative;
    std::optional<double> value = parse_percent(part);
    if (!value && (value = parse_duration_ns(part))) into = &out.ns;
    if (!value && (value = parse_count(part))) into = &out.count;
    if (!value && (value = parse_bytes(part))) into = &out.bytes;
    if (!value)
      return bad_value(given,
                       part.starts_with('-') ? "a smallest change cannot be negative"
                                             : in_quotes(part) + " is no share, time or size",
                       std::string(kExample));
    if (*into)
      return bad_value(given, in_quotes(part) + " is the second of its kind",
                       "give each kind once: a share, a time, a size, a count");
    *into = value;
  }
  return out;
}

Result<std::vector<int>> cpu_list(const Given& given) {
  constexpr std::uint64_t kMaxCpu = 4095;
  std::vector<int> cpus;
  for (const std::string& part : split(given.value(), ',')) {
    const std::size_t dash = part.find('-');
    const auto first = parse_whole(trim(std::string_view(part).substr(0, dash)));
    const auto last = dash == std::string::npos
                          ? first
                          : parse_whole(trim(std::string_view(part).substr(dash + 1)));
    if (!first || !last || *first > *last || *last > kMaxCpu)
      return bad_value(given, in_quotes(part) + " names no CPUs",
                       "write numbers and ranges, as in 0,2-3");
    for (std::uint64_t cpu = *first; cpu <= *last; ++cpu) cpus.push_back(int(cpu));
  }
  std::sort(cpus.begin(), cpus.end());
  cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
  return cpus;
}

Result<app::ExitPolicy> exit_policy(const Given& given) {
  app::ExitPolicy out{app::IgnoredExits::all, {}};
  if (given.values.empty() || given.value().empty() || given.value() == "all-non-zero") return out;
  out.ignore = app::IgnoredExits::listed;
  for (const std::string& part : split(given.value(), ',')) {
    const auto code = parse_whole(trim(part));
    if (!code || *code > 255)
      return bad_value(given, in_quotes(part) + " is no exit code",
                       "write codes from 0 to 255, as in " + given.flag + "=1,2, or " + given.flag +
                           " alone for all");
    out.codes.push_back(int(*code));
  }
  return out;
}

Result<std::pair<std::string, std::string>> key_value(const Given& given) {
  const std::size_t equals = given.value().find('=');
  if (equals == std::string::npos || equals == 0)
    return bad_value(given, "there is no NAME= in front",
                     "write " + given.flag + " NAME=VALUE; an empty value is NAME=");
  return std::pair(given.value().substr(0, equals), given.value().substr(equals + 1));
}

Result<app::OutputPolicy> output_policy(const Given& given) {
  const std::string& where = given.value();
  if (where == "null") return app::OutputPolicy{app::OutputTo::null, ""};
  if (where == "pipe") return app::OutputPolicy{app::OutputTo::pipe, ""};
  if (where == "inherit") return app::OutputPolicy{app::OutputTo::inherit, ""};
  if (where.find('/') == std::string::npos)
    return bad_value(given, "it is none of null, pipe, inherit",
                     "for a file of that name write " + given.flag + " ./" + where);
  return app::OutputPolicy{app::OutputTo::file, where};
}

Result<app::ShellPolicy> shell_policy(const Given& given) {
  if (given.value() == "none") return app::ShellPolicy{app::ShellUse::none, {}};
  if (given.value() == "default") return app::ShellPolicy{app::ShellUse::forced, {"sh"}};
  auto words = app::split_words(given.value());
  if (!words || words->front().empty())
    return bad_value(given, words ? "it is empty" : words.error().text(),
                     "write a shell and its flags as one word: 'bash --norc'; or none, default");
  return app::ShellPolicy{app::ShellUse::forced, *std::move(words)};
}

Result<std::string> some_text(const Given& given) {
  if (!trim(given.value()).empty()) return given.value();
  return bad_value(given, "it is empty", "leave the flag out if it is not needed");
}

Result<std::vector<std::string>> names(const Given& given) {
  std::vector<std::string> out;
  for (const std::string& part : split(given.value(), ',')) {
    if (trim(part).empty())
      return bad_value(given, "one of its names is empty", "write names with commas: a,b");
    out.emplace_back(trim(part));
  }
  return out;
}

Result<std::size_t> choose(const Given& given, std::span<const std::string> words) {
  const auto hit = std::find(words.begin(), words.end(), given.value());
  if (hit != words.end()) return std::size_t(hit - words.begin());
  const std::string near = app::did_you_mean(given.value(), words);
  return bad_value(given, "it is none of " + join(words, ", "),
                   near.empty() ? "choose one of them" : near);
}

}  // namespace assay::cli
