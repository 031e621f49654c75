// SPDX-License-Identifier: Apache-2.0
#include "codec/json_document.hpp"

#include "codec/json_schema.hpp"

#include <gtest/gtest.h>

namespace assay::codec {
namespace {

JsonDocument document(std::string_view text) {
  auto read = JsonDocument::read(text);
  EXPECT_TRUE(read.document.has_value()) << text;
  return *read.document;
}

std::vector<JsonFault> held(std::string_view text, std::string_view schema) {
  const auto read = JsonSchema::read(schema);
  EXPECT_TRUE(read) << read.error().text();
  return read->check(document(text));
}

std::string told(const std::vector<JsonFault>& faults) {
  std::string out;
  for (const JsonFault& fault : faults) out += fault.pointer + " " + fault.what + "\n";
  return out;
}

TEST(JsonDocument, FiguresAreReadByPointersAndByTheirTypes) {
  const auto read =
      document(R"({"a": {"b/c": [1, 2.5, true, null, "x"]}, "big": 18446744073709551615})");
  EXPECT_EQ(read.number("/a/b~1c/1"), 2.5);
  EXPECT_EQ(read.number("/a/b~1c/2"), std::nullopt);  // true is no number
  EXPECT_EQ(read.number("/a/b~1c/4"), std::nullopt);
  EXPECT_EQ(read.count("/big"), 18446744073709551615U);
  EXPECT_EQ(read.count("/a/b~1c/1"), std::nullopt);
  EXPECT_EQ(read.flag("/a/b~1c/2"), true);
  EXPECT_TRUE(read.is_null("/a/b~1c/3"));
  EXPECT_FALSE(read.is_null("/a/nothing"));
  EXPECT_EQ(read.size("/a/b~1c"), 5U);
  EXPECT_FALSE(read.has("/a/b~1c/9"));
  EXPECT_FALSE(read.has("/a/b~1c/x"));
  EXPECT_EQ(pointer_to("/a", "b/c~d"), "/a/b~1c~0d");
}

TEST(JsonDocument, AKeyThatComesTwiceIsToldWithItsPlace) {
  const auto read = JsonDocument::read(
      R"({"rows": [{"a": 1}, {"a": 1, "b": {"a": 2}, "a": 3}], "c": 1, "c": 2})");
  EXPECT_EQ(told(read.faults),
            "/rows/1/a comes twice in its object\n/c comes twice in its object\n");
}

TEST(JsonDocument, WhatIsNoJsonIsNoDocument) {
  for (const char* text : {"", "{", "[1,]", "NaN", "{\"a\": Infinity}", "1e999", "{\"a\" 1}", "'a'",
                           "\"\xff\"", "1 2", "/* x */ 1", "[01]"}) {
    const auto read = JsonDocument::read(text);
    EXPECT_FALSE(read.document) << text;
    EXPECT_EQ(read.faults.size(), 1U) << text;
  }
}

TEST(JsonDocument, WhatFollowsANulIsNotPassedOver) {
  using namespace std::string_view_literals;
  for (const auto text : {"{}\0"sv, "{}\0{\"a\": 1}"sv, "\0{}"sv}) {
    const auto read = JsonDocument::read(text);
    EXPECT_FALSE(read.document);
    EXPECT_EQ(told(read.faults), " is no JSON: it holds a NUL byte\n");
  }
}

TEST(JsonDocument, HowDeepItNestsIsBounded) {
  const auto nested = [](std::size_t deep) {
    return std::string(deep, '[') + std::string(deep, ']');
  };
  EXPECT_TRUE(JsonDocument::read(nested(JsonDocument::kDepth)).document);
  EXPECT_FALSE(JsonDocument::read(nested(JsonDocument::kDepth + 1)).document);
  EXPECT_FALSE(JsonDocument::read(std::string(1 << 20, '[')).document);
}

TEST(JsonSchema, EveryPublishedOneCanBeUsed) {
  EXPECT_GE(published_schemas().size(), 10U);
  for (const PublishedSchema& each : published_schemas()) {
    const auto read = JsonSchema::read(each.text);
    EXPECT_TRUE(read) << each.name << ": " << (read ? "" : read.error().text());
  }
}

TEST(JsonSchema, AKeywordThatIsNotKnownIsNotPassedOver) {
  for (const char* schema : {R"({"properties": {"a": {"multipleOf": 2}}})", R"({"if": true})",
                             R"({"$ref": "#/$defs/none"})", R"({"pattern": "("})",
                             R"({"$ref": "http://example.org/x.json"})", "[]", "{"})
    EXPECT_FALSE(JsonSchema::read(schema)) << schema;
}

TEST(JsonSchema, EveryFaultIsToldWithItsPlace) {
  constexpr std::string_view kSchema = R"({
    "type": "object", "required": ["n", "s", "gone"],
    "properties": {
      "n": {"type": "number", "minimum": 0, "exclusiveMaximum": 10},
      "i": {"type": "integer"},
      "s": {"enum": ["a", "b"]}, "k": {"const": 1},
      "t": {"type": "string", "minLength": 1, "pattern": "^x"},
      "l": {"type": "array", "minItems": 2, "maxItems": 3, "prefixItems": [{"type": "boolean"}],
            "items": {"$ref": "#/$defs/pos"}},
      "o": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/pos"}]},
      "m": {"type": "object", "propertyNames": {"pattern": "^[a-z]$"},
            "additionalProperties": {"type": "number"}}},
    "$defs": {"pos": {"type": "number", "exclusiveMinimum": 0}}})";
  EXPECT_EQ(told(held(R"({"n": 1, "s": "a", "gone": 0, "i": 2.0, "k": 1, "t": "x", "l": [true, 1],
                          "o": null, "m": {"a": 1}})",
                      kSchema)),
            "");
  EXPECT_EQ(told(held(R"({"n": true, "s": "c", "i": 2.5, "k": true, "t": "", "l": [1, 0, 1, 1],
                          "o": -1, "m": {"A": "x"}})",
                      kSchema)),
            "/gone is missing\n"
            "/i is 2.5, not a whole number\n"
            "/k is true, not 1\n"
            "/l has 4 elements, more than 3\n"
            "/l/0 is 1, not true or false\n"
            "/l/1 is 0, not above 0\n"
            "/m/A is \"A\", which is not of the form ^[a-z]$\n"
            "/m/A is \"x\", not a number\n"
            "/n is true, not a number\n"
            "/o fits 0 of 2 forms, not one\n"
            "/s is \"c\", none of \"a\", \"b\"\n"
            "/t is empty\n"
            "/t is \"\", which is not of the form ^x\n");
  EXPECT_EQ(told(held("{\"n\": 10, \"s\": \"a\", \"gone\": 1}", kSchema)),
            "/n is 10, not below 10\n");
  EXPECT_EQ(told(held("[]", kSchema)), " is an array, not an object\n");
}

TEST(JsonSchema, AThousandLikeFaultsAreCountedAndNotAllTold) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += i == 0 ? "true" : ",true";
  const auto faults = held(text + "]", R"({"items": {"type": "number"}})");
  ASSERT_EQ(faults.size(), JsonSchema::kFaults + 1);
  EXPECT_NE(faults.back().what.find("1000"), std::string::npos);
}

}  // namespace
}  // namespace assay::codec
