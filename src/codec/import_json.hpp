// SPDX-License-Identifier: Apache-2.0
// JSON of other tools, small enough to hold: looked at in any order, every fault with the path to
// it. Inside a reader the first fault is thrown as BadMember; read_json() turns it into an Error.
#pragma once
#include "base/result.hpp"
#include "codec/json_reader.hpp"

#include <simdjson.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace assay::codec {

using JsonItem = simdjson::dom::element;

// Parses and hands over the document. NaN and Infinity, which Python and google-benchmark write
// bare, are read as null. Faults: usage: no JSON (line and column), or what `read` threw.
Result<void> read_json(std::string text, const std::function<void(JsonItem)>& read);

[[noreturn]] void refuse(std::string why);

// The member, unless it is missing or null. None for what is no object.
std::optional<JsonItem> member_of(JsonItem item, std::string_view key);
JsonItem required(JsonItem item, std::string_view key);
// Absent where missing, null, or "NaN" in quotes, as JMH writes it; throws where it is another
// type.
std::optional<double> number(JsonItem item, std::string_view key);
std::string text(JsonItem item, std::string_view key);  // "" where missing or null
std::string required_text(JsonItem item, std::string_view key);
// The elements of an array member, each with its path; a missing member has none.
void each(JsonItem item, std::string_view key, const std::function<void(JsonItem)>& read);
// The numbers of an array member, kAbsent for null.
std::vector<double> numbers(JsonItem item, std::string_view key);
// What a scalar would look like in a list of facts; "" for objects and arrays.
std::string shown(JsonItem item);

}  // namespace assay::codec
