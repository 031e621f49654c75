// SPDX-License-Identifier: Apache-2.0
#include "codec/manifest_parts.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::codec {
namespace {

constexpr std::size_t kMaxName = 100;

std::string plain_path(const std::string& path) {
  if (!path.starts_with("targets.")) return path;
  const std::size_t dot = path.find('.', std::string_view("targets.").size());
  return dot == std::string::npos ? std::string() : path.substr(dot + 1);
}

}  // namespace

std::optional<TomlPlace> ManifestDraft::place(std::string_view key) const {
  const auto found = places.find(key);
  if (found == places.end()) return std::nullopt;
  return found->second;
}

std::vector<TomlField> noted(ManifestDraft& draft, std::vector<TomlField> fields) {
  for (TomlField& field : fields)
    field.read = [&draft, read = std::move(field.read)](const TomlValue& value) {
      draft.places[plain_path(value.path())] = value.place();
      read(value);
    };
  return fields;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

void name_fault(const TomlValue& value, TomlPlace place, std::string_view what,
                std::string_view name) {
  value.fault_at(place, fmt::format("'{}' cannot name {}", printable(name), what),
                 fmt::format("a name is 1 to {} of A-Z a-z 0-9 . _ -", kMaxName));
}

std::optional<model::ScenarioCommand> words_of(const TomlValue& value) {
  if (value.is_text()) {
    value.fault(fmt::format("'{}' must be an array of words, not a string", value.path()), "",
                "for a line of shell write: shell = \"...\"");
    return std::nullopt;
  }
  auto words = texts_of(value);
  if (!words) return std::nullopt;
  if (words->empty() || words->front().empty()) {
    value.fault(fmt::format("'{}' names no program", value.path()));
    return std::nullopt;
  }
  return model::ScenarioCommand{.argv = std::move(*words), .shell = ""};
}

std::optional<model::ScenarioCommand> shell_of(const TomlValue& value) {
  auto line = text_of(value);
  if (!line) return std::nullopt;
  if (trim(*line).empty()) {
    value.fault(fmt::format("'{}' is empty", value.path()));
    return std::nullopt;
  }
  return model::ScenarioCommand{.argv = {}, .shell = std::move(*line)};
}

std::optional<model::ScenarioCommand> hook_of(const TomlValue& value) {
  if (value.is_text()) return shell_of(value);
  if (value.is_array()) return words_of(value);
  value.wrong_type("a line for a shell or an array of words");
  return std::nullopt;
}

std::optional<Texts> one_or_more_texts_of(const TomlValue& value) {
  if (!value.is_text()) return texts_of(value);
  auto text = text_of(value);
  if (!text) return std::nullopt;
  return Texts{std::move(*text)};
}

std::optional<double> some_time_of(const TomlValue& value) {
  const auto time = duration_of(value);
  if (!time || *time > 0) return time;
  value.fault(fmt::format("'{}' must be > 0", value.path()));
  return std::nullopt;
}

std::optional<TextTable> env_of(const TomlValue& value) {
  auto table = text_table_of(value);
  if (!table) return std::nullopt;
  for (const auto& [name, text] : *table)
    if (name.empty() || name.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
      value.fault(fmt::format("'{}' cannot name a variable", printable(name)));
      return std::nullopt;
    }
  return table;
}

void reject_pair(const TomlValue& table, std::string_view one, std::string_view other) {
  const toml::table* keys = table.node().as_table();
  if (keys == nullptr || !keys->contains(one) || !keys->contains(other)) return;
  const auto& place =
      std::max(keys->find(one)->first.source().begin, keys->find(other)->first.source().begin,
               [](const auto& a, const auto& b) { return a < b; });
  table.fault_at({place.line, place.column},
                 fmt::format("'{}' and '{}' are both given", one, other),
                 "each says what the other would", "keep one of them");
}

void merge(model::NamedValues& base, const model::NamedValues& changes) {
  for (const auto& change : changes) {
    const auto same = std::find_if(base.begin(), base.end(),
                                   [&](const auto& each) { return each.first == change.first; });
    if (same == base.end())
      base.push_back(change);
    else
      same->second = change.second;
  }
}

}  // namespace assay::codec
