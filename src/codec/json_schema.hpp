// SPDX-License-Identifier: Apache-2.0
// JSON Schemas (2020-12), as far as the published ones in docs/ go, and no further: a keyword that
// this does not know is an error of the schema and never passed over. The one library for it in
// Debian 12 (libvalijson-dev) needs Qt, POCO and three more JSON libraries to be installed.
#pragma once
#include "base/result.hpp"
#include "codec/json_document.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::codec {

class JsonSchema {
 public:
  // More of them in one document say nothing new; the last one then says how many there were.
  static constexpr std::size_t kFaults = 100;

  // `part`: which definition of the schema a document is held against: "#", "#/$defs/contract".
  // Fault: internal.
  static Result<JsonSchema> read(std::string_view text, const std::string& part = "#");
  // Empty: it is valid.
  std::vector<JsonFault> check(const JsonDocument& document) const;

  struct Held;  // the implementation's

 private:
  explicit JsonSchema(std::shared_ptr<const Held> held) : held_(std::move(held)) {}
  std::shared_ptr<const Held> held_;
};

// A schema of docs/, built into the program: "open-compare" is docs/open-compare.schema.json.
// Empty where there is none.
std::string_view published_schema(std::string_view name);
struct PublishedSchema {
  std::string_view name, text;
};
std::span<const PublishedSchema> published_schemas();

}  // namespace assay::codec
