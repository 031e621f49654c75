// SPDX-License-Identifier: Apache-2.0
#include "codec/json_schema.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <re2/re2.h>
#include <string>

namespace assay::codec {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 24> kKeywords = {"$schema",
                                                        "$id",
                                                        "$ref",
                                                        "$defs",
                                                        "title",
                                                        "type",
                                                        "enum",
                                                        "const",
                                                        "required",
                                                        "properties",
                                                        "additionalProperties",
                                                        "propertyNames",
                                                        "items",
                                                        "prefixItems",
                                                        "minItems",
                                                        "maxItems",
                                                        "minLength",
                                                        "pattern",
                                                        "minimum",
                                                        "maximum",
                                                        "exclusiveMinimum",
                                                        "exclusiveMaximum",
                                                        "oneOf",
                                                        "description"};

std::string shown(const json& value) {
  std::string text;
  try {
    text = value.dump();
  } catch (const json::exception&) {  // of a text that is no UTF-8; the parser lets none through
    return "something";
  }
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return printable(text);
}

bool whole(const json& value) {
  if (value.is_number_integer()) return true;
  return value.is_number_float() && value.get<double>() == std::floor(value.get<double>());
}

bool is_of(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();  // true is none
  if (type == "integer") return whole(value);
  if (type == "boolean") return value.is_boolean();
  return type == "null" && value.is_null();
}

const char* with_article(const std::string& type) {
  if (type == "object") return "an object";
  if (type == "array") return "an array";
  if (type == "string") return "a text";
  if (type == "number") return "a number";
  if (type == "integer") return "a whole number";
  if (type == "boolean") return "true or false";
  return "null";
}

const char* kind_of(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "an array";
  return nullptr;
}

}  // namespace

struct JsonSchema::Held {
  Held(json schema, std::string from) : root(std::move(schema)), part(std::move(from)) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  json root;
  std::string part;
  std::map<std::string, std::unique_ptr<RE2>, std::less<>> patterns;

  const json& target(const std::string& reference) const {
    return root.at(json::json_pointer(reference.substr(1)));
  }
  // Every keyword known, every reference and pattern good; else why not.
  std::string learn(const json& schema);
  std::string learn_all(const json& schemas) {
    for (const json& each : schemas)
      if (std::string why = learn(each); !why.empty()) return why;
    return "";
  }
};

std::string JsonSchema::Held::learn(const json& schema) {
  if (schema.is_boolean()) return "";
  if (!schema.is_object()) return "a schema is neither an object nor true or false";
  for (const auto& [key, value] : schema.items()) {
    if (std::find(kKeywords.begin(), kKeywords.end(), key) == kKeywords.end())
      return "unknown keyword '" + printable(key) + "'";
    std::string why;
    if (key == "$ref") {
      const auto text = value.get<std::string>();
      if (!text.starts_with("#") || !root.contains(json::json_pointer(text.substr(1))))
        why = "nothing at " + printable(text);
    } else if (key == "properties" || key == "$defs" || key == "oneOf" || key == "prefixItems") {
      why = learn_all(value);
    } else if (key == "items" || key == "additionalProperties" || key == "propertyNames") {
      why = learn(value);
    } else if (key == "pattern") {
      auto pattern = std::make_unique<RE2>(value.get<std::string>(), RE2::Quiet);
      if (!pattern->ok()) why = "no pattern: " + printable(pattern->error());
      patterns.emplace(value.get<std::string>(), std::move(pattern));
    }
    if (!why.empty()) return why;
  }
  return "";
}

namespace {

class Checker {
 public:
  Checker(const JsonSchema::Held& held, std::vector<JsonFault>& faults)
      : held_(held), faults_(faults) {}

  void check(const json& value, const json& schema, const std::string& at) {
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) fault(at, "must not be there");
      return;
    }
    if (const auto found = schema.find("$ref"); found != schema.end())
      check(value, held_.target(found->get_ref<const std::string&>()), at);
    if (!type(value, schema, at)) return;  // what else is wrong follows from that
    values(value, schema, at);
    if (value.is_number()) numbers(value, schema, at);
    if (value.is_string()) texts(value, schema, at);
    if (value.is_object()) members(value, schema, at);
    if (value.is_array()) elements(value, schema, at);
    if (const auto found = schema.find("oneOf"); found != schema.end()) one_of(value, *found, at);
  }
  std::size_t found() const { return found_; }

 private:
  void fault(const std::string& at, std::string what) {
    if (++found_ <= JsonSchema::kFaults) faults_.push_back({at, std::move(what)});
  }

  bool type(const json& value, const json& schema, const std::string& at) {
    const auto found = schema.find("type");
    if (found == schema.end()) return true;
    std::vector<std::string> types;
    if (found->is_string())
      types.push_back(found->get<std::string>());
    else
      for (const json& each : *found) types.push_back(each.get<std::string>());
    if (std::any_of(types.begin(), types.end(),
                    [&](const std::string& each) { return is_of(value, each); }))
      return true;
    std::string wanted;
    for (std::size_t i = 0; i < types.size(); ++i)
      wanted += std::string(i == 0                  ? ""
                            : i + 1 == types.size() ? " or "
                                                    : ", ") +
                with_article(types[i]);
    const char* kind = kind_of(value);
    fault(at, fmt::format("is {}, not {}", kind != nullptr ? kind : shown(value), wanted));
    return false;
  }

  void values(const json& value, const json& schema, const std::string& at) {
    if (const auto found = schema.find("const"); found != schema.end() && value != *found)
      fault(at, fmt::format("is {}, not {}", shown(value), shown(*found)));
    const auto found = schema.find("enum");
    if (found == schema.end() || std::find(found->begin(), found->end(), value) != found->end())
      return;
    std::string all;
    for (const json& each : *found) all += (all.empty() ? "" : ", ") + shown(each);
    fault(at, fmt::format("is {}, none of {}", shown(value), all));
  }

  void numbers(const json& value, const json& schema, const std::string& at) {
    const double number = value.get<double>();
    const auto limit = [&](const char* keyword) -> std::optional<double> {
      const auto found = schema.find(keyword);
      return found == schema.end() ? std::nullopt : std::optional(found->get<double>());
    };
    if (const auto least = limit("minimum"); least && number < *least)
      fault(at, fmt::format("is {}, below {}", shown(value), *least));
    if (const auto most = limit("maximum"); most && number > *most)
      fault(at, fmt::format("is {}, above {}", shown(value), *most));
    if (const auto over = limit("exclusiveMinimum"); over && number <= *over)
      fault(at, fmt::format("is {}, not above {}", shown(value), *over));
    if (const auto under = limit("exclusiveMaximum"); under && number >= *under)
      fault(at, fmt::format("is {}, not below {}", shown(value), *under));
  }

  void texts(const json& value, const json& schema, const std::string& at) {
    const auto& text = value.get_ref<const std::string&>();
    if (const auto found = schema.find("minLength");
        found != schema.end() && text.size() < found->get<std::size_t>())
      fault(at, "is empty");
    const auto found = schema.find("pattern");
    if (found == schema.end()) return;
    const auto& pattern = found->get_ref<const std::string&>();
    if (!RE2::PartialMatch(text, *held_.patterns.find(pattern)->second))
      fault(at, fmt::format("is {}, which is not of the form {}", shown(value), pattern));
  }

  void members(const json& value, const json& schema, const std::string& at) {
    if (const auto found = schema.find("required"); found != schema.end())
      for (const json& key : *found)
        if (!value.contains(key.get_ref<const std::string&>()))
          fault(pointer_to(at, key.get<std::string>()), "is missing");
    const auto properties = schema.find("properties");
    const auto others = schema.find("additionalProperties");
    const auto names = schema.find("propertyNames");
    for (const auto& [key, member] : value.items()) {
      const std::string there = pointer_to(at, key);
      if (names != schema.end()) check(json(key), *names, there);
      if (properties != schema.end() && properties->contains(key))
        check(member, properties->at(key), there);
      else if (others != schema.end())
        check(member, *others, there);
    }
  }

  void elements(const json& value, const json& schema, const std::string& at) {
    if (const auto found = schema.find("minItems");
        found != schema.end() && value.size() < found->get<std::size_t>())
      fault(at, fmt::format("has {} elements, fewer than {}", value.size(), shown(*found)));
    if (const auto found = schema.find("maxItems");
        found != schema.end() && value.size() > found->get<std::size_t>())
      fault(at, fmt::format("has {} elements, more than {}", value.size(), shown(*found)));
    std::size_t from = 0;
    if (const auto found = schema.find("prefixItems"); found != schema.end())
      for (; from < found->size() && from < value.size(); ++from)
        check(value[from], (*found)[from], pointer_to(at, from));
    const auto items = schema.find("items");
    if (items == schema.end()) return;
    for (std::size_t i = from; i < value.size(); ++i) check(value[i], *items, pointer_to(at, i));
  }

  void one_of(const json& value, const json& choices, const std::string& at) {
    std::size_t fit = 0;
    for (const json& each : choices) {
      std::vector<JsonFault> unsaid;
      Checker alone(held_, unsaid);
      alone.check(value, each, at);
      fit += alone.found() == 0;
    }
    if (fit != 1) fault(at, fmt::format("fits {} of {} forms, not one", fit, choices.size()));
  }

  const JsonSchema::Held& held_;
  std::vector<JsonFault>& faults_;
  std::size_t found_ = 0;
};

}  // namespace

Result<JsonSchema> JsonSchema::read(std::string_view text, const std::string& part) {
  const auto bad = [](const std::string& why) {
    return Error{Fault::internal, "a JSON Schema cannot be used", why, "this is a bug of assay"};
  };
  try {
    auto held = std::make_shared<Held>(json::parse(text), part);
    if (const std::string why = held->learn(held->root); !why.empty()) return bad(why);
    if (!held->root.contains(json::json_pointer(part.substr(1)))) return bad("nothing at " + part);
    return JsonSchema(std::shared_ptr<const Held>(std::move(held)));
  } catch (const json::exception& error) {
    return bad(error.what());
  }
}

std::vector<JsonFault> JsonSchema::check(const JsonDocument& document) const {
  std::vector<JsonFault> faults;
  Checker checker(*held_, faults);
  checker.check(document.root(), held_->target(held_->part), "");
  if (checker.found() > kFaults)
    faults.push_back({"", fmt::format("has {} faults like these, of which {} are told",
                                      checker.found(), kFaults)});
  return faults;
}

std::string_view published_schema(std::string_view name) {
  for (const PublishedSchema& each : published_schemas())
    if (each.name == name) return each.text;
  return {};
}

}  // namespace assay::codec
