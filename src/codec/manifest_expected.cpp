// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/manifest_parts.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <re2/re2.h>

namespace assay::codec {
namespace {

std::optional<std::string> sha256_of(const TomlValue& value) {
  auto text = text_of(value);
  if (!text) return std::nullopt;
  if (text->size() == 64 && text->find_first_not_of("0123456789abcdef") == std::string::npos)
    return text;
  value.fault("'" + value.path() + "' must be 64 lower-case hexadecimal digits", "",
              "as `sha256sum FILE` prints them");
  return std::nullopt;
}

std::optional<Texts> patterns_of(const TomlValue& value) {
  auto patterns = one_or_more_texts_of(value);
  if (!patterns) return std::nullopt;
  RE2::Options quiet;
  quiet.set_log_errors(false);
  for (const std::string& pattern : *patterns)
    if (const RE2 compiled(pattern, quiet); !compiled.ok()) {
      value.fault("'" + printable(pattern) + "' is no regular expression",
                  printable(compiled.error()), "the syntax is that of RE2");
      return std::nullopt;
    }
  return patterns;
}

// RFC 6901: "" or "/..." in which '~' stands only before 0 and 1.
bool is_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1))
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  return true;
}

// None after a fault.
std::optional<nlohmann::json> json_of(const TomlValue& value) {
  const toml::node& node = value.node();
  if (const auto* text = node.as_string()) return nlohmann::json(text->get());
  if (const auto* whole = node.as_integer()) return nlohmann::json(whole->get());
  if (const auto* truth = node.as_boolean()) return nlohmann::json(truth->get());
  if (node.is_floating_point()) {
    const auto number = number_of(value);
    return number ? std::optional(nlohmann::json(*number)) : std::nullopt;
  }
  bool whole = true;
  nlohmann::json out;
  const auto take = [&whole](const TomlValue& from, nlohmann::json& into) {
    if (auto json = json_of(from))
      into = std::move(*json);
    else
      whole = false;
  };
  if (value.is_array()) {
    out = nlohmann::json::array();
    read_elements(value, [&](const TomlValue& element) { take(element, out.emplace_back()); });
  } else if (value.is_table()) {
    out = nlohmann::json::object();
    read_entries(value,
                 [&](const std::string& key, const TomlValue& entry) { take(entry, out[key]); });
  } else {
    value.wrong_type("a string, a number, true, false, an array or a table");
    return std::nullopt;
  }
  return whole ? std::optional(std::move(out)) : std::nullopt;
}

void read_json(const TomlValue& value, std::vector<model::JsonExpectation>& out) {
  out.clear();
  read_entries(value, [&](const std::string& pointer, const TomlValue& entry) {
    if (!is_pointer(pointer))
      return entry.fault_at(entry.key_place(), "'" + printable(pointer) + "' is no JSON pointer",
                            "", "write it quoted, each name behind a slash: \"/result/0/name\"");
    // What is no UTF-8 cannot come out of the TOML parser.
    if (const auto json = json_of(entry)) out.push_back({pointer, json->dump()});
  });
}

void read_stream(const TomlValue& value, model::StreamExpectation& out) {
  read_table(value, {field("equals", out.equals),
                     field_by("contains", out.contains, one_or_more_texts_of),
                     field_by("matches", out.matches, patterns_of),
                     field_by("sha256", out.sha256, sha256_of),
                     {"json", [&](const TomlValue& json) { read_json(json, out.json); }}});
}

// Below the working folder, wherever that is.
bool stays_below(const std::string& path) {
  if (path.empty() || path.front() == '/') return false;
  for (const std::string& step : split(path, '/'))
    if (step == "..") return false;
  return true;
}

void read_files(const TomlValue& value, std::vector<model::FileExpectation>& out) {
  out.clear();
  read_entries(value, [&](const std::string& path, const TomlValue& entry) {
    if (!stays_below(path) || path.find('\0') != std::string::npos)
      return entry.fault_at(entry.key_place(),
                            "'" + printable(path) + "' must lie below the working folder",
                            "it is absolute, empty or goes up by '..'");
    if (auto sha256 = sha256_of(entry)) out.push_back({path, std::move(*sha256)});
  });
}

}  // namespace

void read_expected(const TomlValue& value, ManifestDraft& draft) {
  model::Expected& out = draft.scenario.expected;
  read_table(value,
             noted(draft, {count_field("exit_code", out.exit_code, {.max = 255}),
                           count_field("response_bytes", out.response_bytes),
                           count_field("response_bytes_min", out.response_bytes_min),
                           count_field("response_bytes_max", out.response_bytes_max),
                           {"stdout", [&](const TomlValue& v) { read_stream(v, out.output); }},
                           {"stderr", [&](const TomlValue& v) { read_stream(v, out.errors); }},
                           {"files", [&](const TomlValue& v) { read_files(v, out.files); }},
                           field("same_across_arms", out.same_across_arms)}));
}

}  // namespace assay::codec
