// SPDX-License-Identifier: Apache-2.0
#include "codec/rules_toml.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "codec/toml_reader.hpp"
#include "model/metric.hpp"
#include "model/statistic.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

namespace assay::codec {
namespace {

using model::GateRule;
using model::RuleMode;

constexpr std::string_view kSchema = "assay.rules/1";

template <typename T, std::size_t N>
TomlField choice_field(std::string_view key, T& out,
                       const std::array<std::pair<std::string_view, T>, N>& choices,
                       Need need = Need::optional) {
  return {key,
          [&out, choices](const TomlValue& value) {
            std::vector<std::string> words;
            for (const auto& [word, choice] : choices) words.emplace_back(word);
            const auto word = word_of(value, words);
            if (!word) return;
            for (const auto& [each, choice] : choices)
              if (each == *word) out = choice;
          },
          need};
}

constexpr std::array<std::pair<std::string_view, RuleMode>, 4> kModes = {
    {{"budget", RuleMode::budget},
     {"regression", RuleMode::regression},
     {"slo", RuleMode::slo},
     {"stability", RuleMode::stability}}};
constexpr std::array<std::pair<std::string_view, model::Bound>, 2> kBounds = {
    {{"at_most", model::Bound::at_most}, {"at_least", model::Bound::at_least}}};
constexpr std::array<std::pair<std::string_view, model::Strictness>, 2> kStrictnesses = {
    {{"strict", model::Strictness::strict}, {"advisory", model::Strictness::advisory}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kDirections = {
    {{"worse", false}, {"either", true}}};

// Which keys belong to which modes; the others are of all.
struct Belongs {
  std::string_view key;
  std::vector<RuleMode> modes;
  bool needed = false;
};
const std::vector<Belongs>& belongings() {
  static const std::vector<Belongs> kKeys = {
      {"statistic", {RuleMode::budget, RuleMode::regression, RuleMode::slo}},
      {"limit", {RuleMode::budget, RuleMode::slo}, true},
      {"bound", {RuleMode::budget, RuleMode::slo}},
      {"baseline_arm", {RuleMode::regression, RuleMode::slo}},
      {"pct", {RuleMode::regression}},
      {"abs", {RuleMode::regression}},
      {"direction", {RuleMode::regression}},
      {"max_cv", {RuleMode::stability}},
      {"max_discarded", {RuleMode::stability}},
      {"min_rounds", {RuleMode::stability}}};
  return kKeys;
}

std::string_view word_for(RuleMode mode) {
  for (const auto& [word, each] : kModes)
    if (each == mode) return word;
  return "";
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto year = parse_int(text.substr(0, 4));
  const auto month = parse_int(text.substr(5, 2));
  const auto day = parse_int(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970 || *month < 1 || *month > 12 || *day < 1)
    return false;
  const bool leap = *year % 4 == 0 && (*year % 100 != 0 || *year % 400 == 0);
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return *day <= kDays[std::size_t(*month - 1)] + (leap && *month == 2 ? 1 : 0);
}

// "2027-01-31", with or without quotes.
void read_date(const TomlValue& value, std::string& out) {
  if (const auto* date = value.node().as_date()) {
    out = fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
    return;
  }
  const auto text = text_of(value);
  if (!text) return;
  if (!is_date(*text)) return value.wrong_value("a date such as \"2027-01-31\"", *text);
  out = *text;
}

void read_mute(const TomlValue& value, std::optional<model::Mute>& out) {
  model::Mute mute;
  read_table(value,
             {{"until", [&](const TomlValue& v) { read_date(v, mute.until); }, Need::required},
              field("reason", mute.reason, Need::required)});
  if (value.is_table() && mute.reason.empty())
    value.fault("a mute needs a reason", "someone will ask why it does not decide",
                "reason = \"flaky since the kernel update, see #12\"");
  out = std::move(mute);
}

// A number in the metric's unit, or text with one.
struct Quantity {
  double value = 0;
  std::string unit;
};
std::optional<Quantity> quantity_of(const TomlValue& value) {
  if (!value.is_text()) {
    const auto number = number_of(value);
    if (!number) return std::nullopt;
    return Quantity{*number, ""};
  }
  const auto text = text_of(value);
  if (!text) return std::nullopt;
  if (const auto plain = parse_double(trim(*text))) return Quantity{*plain, ""};
  if (const auto ns = parse_duration_ns(*text)) return Quantity{*ns, "ns"};
  if (const auto bytes = parse_bytes(*text)) return Quantity{*bytes, "bytes"};
  value.wrong_value("a number, or a number with a unit such as \"12ms\" or \"64MiB\"", *text);
  return std::nullopt;
}

// A bare number is in the metric's unit. Of a time or a size nobody would know which that is.
void check_unit(const TomlValue& value, const GateRule& rule, const Quantity& quantity) {
  const model::Metric* metric = model::find_builtin(rule.metric);
  if (metric == nullptr) return;
  const bool bare = quantity.unit.empty();
  if (bare && quantity.value != 0 && metric->unit == "ns")
    value.fault(fmt::format("'{}' needs a unit", value.path()), rule.metric + " is a time",
                fmt::format("write \"{0:g}ms\", or \"{0:g}ns\"", quantity.value));
  else if (!bare && quantity.unit != metric->unit)
    value.fault(fmt::format("'{}' has the wrong unit", value.path()),
                fmt::format("{} is {}", rule.metric,
                            metric->unit == "ns"      ? "a time"
                            : metric->unit == "bytes" ? "a size"
                                                      : "a count"));
}

void check_statistic(const TomlValue& value, const GateRule& rule) {
  const auto statistic = model::statistic_named(rule.statistic);
  if (!statistic)
    return value.wrong_value("a statistic: p50, p95, p99.9, mean, min, max or sum", rule.statistic);
  using Kind = model::Statistic::Kind;
  if (rule.mode != RuleMode::budget && statistic->kind != Kind::quantile &&
      statistic->kind != Kind::mean)
    value.wrong_value("a percentile or mean", rule.statistic,
                      "nothing bounds how an extreme or a sum would come out again");
}

void check_keys(const TomlValue& table, const GateRule& rule) {
  const toml::table& keys = *table.node().as_table();
  for (const Belongs& each : belongings()) {
    const bool mine =
        std::find(each.modes.begin(), each.modes.end(), rule.mode) != each.modes.end();
    const auto at = keys.find(each.key);
    if (at != keys.end() && !mine) {
      std::vector<std::string> owners;
      for (const RuleMode mode : each.modes) owners.emplace_back(word_for(mode));
      const toml::source_position begin = at->first.source().begin;
      table.fault_at(
          {begin.line, begin.column},
          fmt::format("'{}' means nothing in a rule of mode {}", each.key, word_for(rule.mode)),
          "it belongs to " + join(owners, " and "));
    }
    if (at == keys.end() && mine && each.needed)
      table.fault(fmt::format("a rule of mode {} needs '{}'", word_for(rule.mode), each.key));
  }
  if (rule.mode == RuleMode::stability && !rule.max_cv && !rule.max_discarded && !rule.min_rounds)
    table.fault("a rule of mode stability needs 'max_cv', 'max_discarded' or 'min_rounds'");
}

// Reads `key` of an array's table again, now that the rule is known.
template <typename Check>
void check_value(const TomlValue& table, std::string_view key, Check check) {
  const toml::table& keys = *table.node().as_table();
  const auto at = keys.find(key);
  if (at == keys.end()) return;
  const toml::source_position begin = at->first.source().begin;
  check(table.child(at->second, key, {begin.line, begin.column}));
}

// "budget p95 wall of gzip in candidate"
std::string default_name(const GateRule& rule) {
  std::string out(word_for(rule.mode));
  if (rule.mode != RuleMode::stability && rule.statistic != "p50") out += " " + rule.statistic;
  out += " " + rule.metric;
  if (rule.scenario != "*") out += " of " + rule.scenario;
  if (rule.arm != "*") out += " in " + rule.arm;
  return out;
}

GateRule read_rule(const TomlValue& value) {
  GateRule rule;
  rule.line = value.place().line;
  std::optional<Quantity> limit, abs;
  std::optional<std::string> name;
  const auto quantity = [](std::string_view key, std::optional<Quantity>& out) {
    return TomlField{key, [&out](const TomlValue& v) { out = quantity_of(v); }};
  };
  std::optional<double> pct;
  model::Strictness strictness = model::Strictness::strict;
  bool has_strictness = false;
  const TomlField strictness_field = choice_field("strictness", strictness, kStrictnesses);
  read_table(value, {field("name", name),
                     choice_field("mode", rule.mode, kModes, Need::required),
                     field("scenario", rule.scenario),
                     field("metric", rule.metric),
                     field("arm", rule.arm),
                     field("baseline_arm", rule.baseline_arm),
                     field("statistic", rule.statistic),
                     choice_field("bound", rule.bound, kBounds),
                     quantity("limit", limit),
                     percent_field("pct", pct),
                     quantity("abs", abs),
                     choice_field("direction", rule.either_direction, kDirections),
                     percent_field("max_cv", rule.max_cv),
                     percent_field("max_discarded", rule.max_discarded),
                     count_field("min_rounds", rule.min_rounds, {.min = 1}),
                     {"mute", [&](const TomlValue& v) { read_mute(v, rule.mute); }},
                     {"strictness", [&](const TomlValue& v) {
                        strictness_field.read(v);
                        has_strictness = true;
                      }}});
  if (!value.is_table()) return rule;
  if (has_strictness) rule.strictness = strictness;
  if (pct) rule.pct = *pct * 100;
  check_keys(value, rule);
  check_value(value, "statistic", [&](const TomlValue& v) { check_statistic(v, rule); });
  if (limit) {
    rule.limit = limit->value;
    rule.limit_unit = limit->unit;
    check_value(value, "limit", [&](const TomlValue& v) {
      if (rule.mode == RuleMode::budget) check_unit(v, rule, *limit);
      if (rule.mode == RuleMode::slo && (!limit->unit.empty() || !(limit->value > 0)))
        v.fault("'limit' of an slo is a ratio above 0", "it compares two arms", "limit = 1.05");
    });
    if (rule.mode == RuleMode::slo) rule.limit_unit.clear();
  }
  if (abs) {
    rule.abs = abs->value;
    rule.abs_unit = abs->unit;
    check_value(value, "abs", [&](const TomlValue& v) {
      if (abs->value < 0) v.fault("'abs' cannot be negative");
      check_unit(v, rule, *abs);
    });
  }
  rule.name = name && !name->empty() ? *name : default_name(rule);
  return rule;
}

void read_history(const TomlValue& value) {
  std::string date, reason;
  std::vector<std::string> changes;
  read_elements(value, [&](const TomlValue& entry) {
    read_table(entry, {{"date", [&](const TomlValue& v) { read_date(v, date); }, Need::required},
                       field("reason", reason, Need::required),
                       field("changes", changes)});
  });
}

void read_root(const TomlValue& root, model::GateRules& out) {
  const auto read_schema = [](const TomlValue& value) {
    const auto text = text_of(value);
    if (text && *text != kSchema)
      value.fault("rules of schema '" + printable(*text) + "'",
                  fmt::format("this assay reads {}", kSchema),
                  text->starts_with("assay.rules/") ? "a newer assay wrote it" : "");
  };
  std::map<std::string, std::size_t> lines;
  const auto read_list = [&](const TomlValue& value) {
    read_elements(value, [&](const TomlValue& each) {
      GateRule rule = read_rule(each);
      const auto [first, fresh] = lines.try_emplace(rule.name, rule.line);
      if (!fresh)
        each.fault("two rules are named '" + printable(rule.name) + "'",
                   fmt::format("the first begins on line {}", first->second),
                   "give one of them a `name`");
      out.rules.push_back(std::move(rule));
    });
    if (value.is_array() && out.rules.empty())
      value.fault("there is no rule in it", "a gate that cannot fail guards nothing",
                  "write a [[rules]] table");
  };
  const auto read_alpha = [&](const TomlValue& value) {
    const auto alpha = number_of(value);
    if (!alpha) return;
    if (!(*alpha > 0 && *alpha < 0.5))
      return value.fault("'alpha' is a chance above 0 and below 0.5");
    out.alpha = *alpha;
  };
  read_table(root, {{"schema", read_schema, Need::required},
                    choice_field("strictness", out.strictness, kStrictnesses),
                    field("baseline", out.baseline),
                    {"alpha", read_alpha},
                    {"rules", read_list, Need::required},
                    {"history", read_history}});
}

}  // namespace

Result<model::GateRules> read_rules(std::string_view text, const std::string& file) {
  model::GateRules out;
  out.file = file;
  auto read = read_toml(text, file, [&](const TomlValue& root) { read_root(root, out); });
  if (!read) return std::move(read).error();
  return out;
}

}  // namespace assay::codec
