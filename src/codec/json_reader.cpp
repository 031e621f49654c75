// SPDX-License-Identifier: Apache-2.0
#include "codec/json_reader.hpp"

#include "base/text.hpp"

namespace assay::codec {

void at_path(std::string_view step, const std::function<void()>& read) {
  const auto extended = [step](const std::string& path) {
    return path.empty() ? printable(step) : printable(step) + "." + path;
  };
  try {
    read();
  } catch (const BadMember& bad) {
    throw BadMember{extended(bad.path), bad.why};
  } catch (const simdjson::simdjson_error& error) {
    throw BadMember{extended(""), error.what()};
  }
}

void read_members(JsonValue value, const std::vector<Member>& members) {
  std::vector<bool> seen(members.size(), false);
  for (auto field : value.get_object()) {
    const std::string_view key = field.unescaped_key();
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (members[i].key != key) continue;
      if (seen[i]) throw BadMember{std::string(members[i].key), "this member is there twice"};
      seen[i] = true;
      at_path(members[i].key, [&] { members[i].read(field.value()); });
      break;
    }
  }
  for (std::size_t i = 0; i < members.size(); ++i)
    if (!seen[i] && members[i].need == Need::required)
      throw BadMember{std::string(members[i].key), "this member is missing"};
}

void read_entries(JsonValue value,
                  const std::function<void(const std::string& key, JsonValue)>& read) {
  for (auto field : value.get_object()) {
    const std::string_view unescaped = field.unescaped_key();
    const std::string key(unescaped);
    at_path(key, [&] { read(key, field.value()); });
  }
}

void read_elements(JsonValue value, const std::function<void(JsonValue)>& read) {
  std::size_t index = 0;
  for (auto element : value.get_array())
    at_path(std::to_string(index++), [&] { read(element.value()); });
}

void read_into(JsonValue value, std::string& out) {
  if (value.is_null()) {
    out.clear();
    return;
  }
  const std::string_view text = value.get_string();
  out = text;
}

void read_into(JsonValue value, bool& out) {
  out = value.get_bool();
}
void read_into(JsonValue value, double& out) {
  out = value.get_double();
}
void read_into(JsonValue value, std::uint64_t& out) {
  out = value.get_uint64();
}

void read_into(JsonValue value, std::optional<double>& out) {
  if (value.is_null())
    out.reset();
  else
    out = value.get_double().value();
}

void read_into(JsonValue value, std::vector<std::string>& out) {
  read_elements(value, [&](JsonValue element) { read_into(element, out.emplace_back()); });
}

void read_into(JsonValue value, std::vector<std::pair<std::string, std::string>>& out) {
  read_entries(value, [&](const std::string& key, JsonValue entry) {
    out.emplace_back(key, "");
    read_into(entry, out.back().second);
  });
}

}  // namespace assay::codec
