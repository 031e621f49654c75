// SPDX-License-Identifier: Apache-2.0
#include "codec/import_json.hpp"

#include "base/text.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace assay::codec {
namespace {

// The text with words outside of strings that stand for no number turned into null.
std::string with_nulls(std::string text) {
  static constexpr std::array<std::string_view, 4> kWords = {"-Infinity", "Infinity", "-NaN",
                                                             "NaN"};
  if (text.find("NaN") == text.npos && text.find("Infinity") == text.npos) return text;
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    std::string_view taken;
    if (!quoted && (c == 'N' || c == 'I' || c == '-'))
      for (const std::string_view word : kWords)
        if (taken.empty() && std::string_view(text).substr(i).starts_with(word)) taken = word;
    if (taken.empty()) {
      out += c;
    } else {
      out += "null";
      i += taken.size() - 1;
    }
  }
  return out;
}

// simdjson says what is wrong but not where; this says where.
class Finder : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::size_t at = 0;
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    at = position;
    return false;
  }
};

std::string place_of_fault(const std::string& text) {
  Finder finder;
  if (nlohmann::json::sax_parse(text, &finder) || finder.at == 0) return "";
  const std::string_view before = std::string_view(text).substr(0, finder.at - 1);
  if (finder.at > text.size()) return "it is cut short";
  const std::size_t line = 1 + std::size_t(std::count(before.begin(), before.end(), '\n'));
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", line, before.size() - start + 1);
}

Error no_json(const std::string& text, simdjson::error_code code) {
  const std::string place = place_of_fault(text);
  const std::string why = simdjson::error_message(code);
  return {Fault::usage, "this is no JSON", place.empty() ? why : place + ": " + why, ""};
}

}  // namespace

void refuse(std::string why) {
  throw BadMember{"", std::move(why)};
}

Result<void> read_json(std::string text, const std::function<void(JsonItem)>& read) {
  text = with_nulls(std::move(text));
  simdjson::dom::parser parser;
  JsonItem root;
  if (const auto error = parser.parse(text).get(root)) return no_json(text, error);
  try {
    read(root);
    return {};
  } catch (const BadMember& bad) {
    return Error{Fault::usage, bad.path.empty() ? bad.why : bad.path + ": " + bad.why, "", ""};
  } catch (const simdjson::simdjson_error& error) {
    return Error{Fault::usage, error.what(), "", ""};
  }
}

std::optional<JsonItem> member_of(JsonItem item, std::string_view key) {
  JsonItem found;
  if (!item.is_object() || item[key].get(found) != simdjson::SUCCESS || found.is_null())
    return std::nullopt;
  return found;
}

JsonItem required(JsonItem item, std::string_view key) {
  const auto found = member_of(item, key);
  if (!found) throw BadMember{printable(key), "this member is missing"};
  return *found;
}

std::optional<double> number(JsonItem item, std::string_view key) {
  const auto found = member_of(item, key);
  if (!found) return std::nullopt;
  double value = 0;
  if (found->get_double().get(value) == simdjson::SUCCESS)
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  std::string_view word;
  if (found->get_string().get(word) == simdjson::SUCCESS &&
      (word == "NaN" || word == "Infinity" || word == "-Infinity"))
    return std::nullopt;
  throw BadMember{printable(key), "this is no number"};
}

std::string text(JsonItem item, std::string_view key) {
  const auto found = member_of(item, key);
  if (!found) return "";
  std::string_view value;
  if (found->get_string().get(value) != simdjson::SUCCESS)
    throw BadMember{printable(key), "this is no text"};
  return std::string(value);
}

std::string required_text(JsonItem item, std::string_view key) {
  required(item, key);
  return text(item, key);
}

void each(JsonItem item, std::string_view key, const std::function<void(JsonItem)>& read) {
  const auto found = member_of(item, key);
  if (!found) return;
  at_path(key, [&] {
    simdjson::dom::array array;
    if (found->get_array().get(array) != simdjson::SUCCESS) refuse("this is no list");
    std::size_t index = 0;
    for (const JsonItem element : array) at_path(std::to_string(index++), [&] { read(element); });
  });
}

std::vector<double> numbers(JsonItem item, std::string_view key) {
  std::vector<double> out;
  each(item, key, [&](JsonItem element) {
    double value = model::kAbsent;
    if (!element.is_null() && element.get_double().get(value) != simdjson::SUCCESS)
      refuse("this is no number");
    out.push_back(value);
  });
  return out;
}

std::string shown(JsonItem item) {
  std::string_view word;
  if (item.get_string().get(word) == simdjson::SUCCESS) return std::string(word);
  if (item.is_object() || item.is_array() || item.is_null()) return "";
  return simdjson::minify(item);
}

}  // namespace assay::codec
