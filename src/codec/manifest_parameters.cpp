// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/manifest_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::codec {
namespace {

using model::ScenarioParameter;

constexpr std::size_t kMaxParameters = 64;
constexpr std::size_t kMaxValues = 10'000;  // as many instances as there can be

// What assay itself fills in.
constexpr std::array<std::string_view, 3> kTaken = {"entry", "module_root", "port"};

// A string as it is, a number or truth as TOML writes it.
std::optional<std::string> value_of(const TomlValue& value) {
  const toml::node& node = value.node();
  if (node.is_string()) return text_of(value);
  if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (node.is_floating_point()) {
    const auto number = number_of(value);
    return number ? std::optional(fmt::format("{}", *number)) : std::nullopt;
  }
  value.wrong_type("a string, a number, true or false");
  return std::nullopt;
}

std::optional<ScenarioParameter> parameter_of(const std::string& name, const TomlValue& value) {
  if (!is_name(name)) {
    name_fault(value, value.key_place(), "a parameter", name);
    return std::nullopt;
  }
  if (std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end()) {
    value.fault_at(value.key_place(), "no parameter can be called '" + name + "'",
                   "{" + name + "} is filled in by assay");
    return std::nullopt;
  }
  if (!value.is_array()) {
    value.wrong_type("an array of values");
    return std::nullopt;
  }
  ScenarioParameter out{.name = name};
  read_elements(value, [&](const TomlValue& element) {
    if (auto text = value_of(element)) out.values.push_back(std::move(*text));
  });
  if (out.values.size() > kMaxValues) {
    value.fault(fmt::format("'{}' has {} values", value.path(), out.values.size()),
                fmt::format("the limit is {}", kMaxValues));
    return std::nullopt;
  }
  if (!out.values.empty()) return out;
  if (value.flawless()) value.fault(fmt::format("'{}' has no values", value.path()));
  return std::nullopt;
}

// All parameters of one manifest: products, and groups that change together.
class ParameterReader {
 public:
  explicit ParameterReader(model::ScenarioParameters& out) : out_(out) {}

  void read(const TomlValue& table) {
    read_entries(table, [&](const std::string& name, const TomlValue& value) {
      if (name == "zip") return read_zip(value);
      if (name == "exclude") return;  // speaks of all of them, so it is read last
      if (auto parameter = add(name, value)) out_.product.push_back(std::move(*parameter));
    });
    if (!table.flawless()) return;
    check_cycles(table);
    read_entries(table, [&](const std::string& name, const TomlValue& value) {
      if (name == "exclude")
        read_elements(value, [&](const TomlValue& each) { read_exclude(each); });
    });
  }

 private:
  std::optional<ScenarioParameter> add(const std::string& name, const TomlValue& value) {
    auto parameter = parameter_of(name, value);
    if (!parameter) return std::nullopt;
    for (const auto& [known, place] : known_)
      if (known.name == name) {
        value.fault_at(value.key_place(), "the parameter '" + name + "' is given twice");
        return std::nullopt;
      }
    if (known_.size() == kMaxParameters) {
      value.fault_at(value.key_place(), "there are too many parameters",
                     fmt::format("the limit is {}", kMaxParameters));
      return std::nullopt;
    }
    known_.emplace_back(*parameter, value.key_place());
    return parameter;
  }

  void read_zip(const TomlValue& value) {
    if (value.is_table()) return read_group(value);
    if (!value.is_array()) return value.wrong_type("a table of arrays, or an array of such tables");
    read_elements(value, [&](const TomlValue& group) { read_group(group); });
  }

  void read_group(const TomlValue& value) {
    std::vector<ScenarioParameter> group;
    read_entries(value, [&](const std::string& name, const TomlValue& entry) {
      auto parameter = add(name, entry);
      if (!parameter) return;
      if (!group.empty() && group.front().values.size() != parameter->values.size())
        entry.fault(fmt::format("'{}' has {} values, '{}' has {}", name, parameter->values.size(),
                                group.front().name, group.front().values.size()),
                    "parameters of one zip change together");
      group.push_back(std::move(*parameter));
    });
    if (group.empty()) {
      if (value.flawless()) value.fault(fmt::format("'{}' holds no parameters", value.path()));
      return;
    }
    out_.zip.push_back(std::move(group));
  }

  void read_exclude(const TomlValue& value) {
    model::NamedValues combination;
    read_entries(value, [&](const std::string& name, const TomlValue& entry) {
      const auto known = std::find_if(known_.begin(), known_.end(),
                                      [&](const auto& each) { return each.first.name == name; });
      if (known == known_.end())
        return entry.fault_at(entry.key_place(),
                              "there is no parameter '" + printable(name) + "' to exclude by");
      const auto text = value_of(entry);
      if (!text) return;
      const auto& values = known->first.values;
      if (std::find(values.begin(), values.end(), *text) == values.end())
        return entry.fault(fmt::format("'{}' is no value of '{}'", printable(*text), name),
                           "it would exclude nothing");
      combination.emplace_back(name, *text);
    });
    if (combination.empty() && value.flawless())
      value.fault(fmt::format("'{}' would exclude everything", value.path()));
    out_.exclude.push_back(std::move(combination));
  }

  bool mentions(const ScenarioParameter& parameter, const std::string& name) const {
    const std::string braced = "{" + name + "}";
    return std::any_of(
        parameter.values.begin(), parameter.values.end(),
        [&](const std::string& value) { return value.find(braced) != std::string::npos; });
  }

  // Takes away, over and over, those that mention none of the rest; who stays goes round.
  void check_cycles(const TomlValue& table) const {
    auto rest = known_;
    for (bool smaller = true; smaller;) {
      const auto settled = [&](const auto& each) {
        return std::none_of(rest.begin(), rest.end(), [&](const auto& other) {
          return mentions(each.first, other.first.name);
        });
      };
      const auto found = std::find_if(rest.begin(), rest.end(), settled);
      smaller = found != rest.end();
      if (smaller) rest.erase(found);
    }
    if (rest.empty()) return;
    std::vector<std::string> names;
    for (const auto& [parameter, place] : rest) names.push_back("{" + parameter.name + "}");
    table.fault_at(rest.front().second, "the parameters go round in a circle",
                   "the values of " + join(names, ", ") + " need each other");
  }

  model::ScenarioParameters& out_;
  std::vector<std::pair<ScenarioParameter, TomlPlace>> known_;
};

}  // namespace

void read_parameters(const TomlValue& value, model::ScenarioParameters& out) {
  out = {};
  ParameterReader(out).read(value);
}

}  // namespace assay::codec
