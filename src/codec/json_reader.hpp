// SPDX-License-Identifier: Apache-2.0
// Reading members of JSON objects with simdjson's on-demand parser. Inside a reader the first fault
// is thrown, as simdjson does, and gathers the path to it on the way out; the one function that
// others see catches it and returns an Error.
#pragma once
#include "codec/need.hpp"

#include <simdjson.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

// "arms.candidate.samples.wall_ns" and what is wrong there.
struct BadMember {
  std::string path;
  std::string why;
};

using JsonValue = simdjson::ondemand::value;

struct Member {
  std::string_view key;
  std::function<void(JsonValue)> read;
  Need need = Need::required;
};

// Hands each known member to its reader, at most once; skips what it does not know. Throws when a
// required one is missing or one comes twice.
void read_members(JsonValue value, const std::vector<Member>& members);
// Every member, whatever its key; keys may repeat.
void read_entries(JsonValue value,
                  const std::function<void(const std::string& key, JsonValue)>& read);
// Every element of an array.
void read_elements(JsonValue value, const std::function<void(JsonValue)>& read);
// Runs `read` with `step` added to the path of what it throws.
void at_path(std::string_view step, const std::function<void()>& read);

// Into a variable; the overload for strings takes null for "".
void read_into(JsonValue value, std::string& out);
void read_into(JsonValue value, bool& out);
void read_into(JsonValue value, double& out);
void read_into(JsonValue value, std::uint64_t& out);
void read_into(JsonValue value, std::optional<double>& out);
void read_into(JsonValue value, std::vector<std::string>& out);
void read_into(JsonValue value, std::vector<std::pair<std::string, std::string>>& out);

template <typename T>
Member member(std::string_view key, T& out, Need need = Need::required) {
  return {key, [&out](JsonValue value) { read_into(value, out); }, need};
}

}  // namespace assay::codec
