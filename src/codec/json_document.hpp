// SPDX-License-Identifier: Apache-2.0
// A JSON document that others may have tampered with: read strictly, looked at by JSON pointers
// (RFC 6901), held against a JSON Schema. Every fault is told, each with the pointer to it.
// Immutable; copies share.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::codec {

struct JsonFault {
  std::string pointer;  // "" is the whole document
  std::string what;     // "is true, not a number"
};

class JsonDocument {
 public:
  static constexpr std::size_t kDepth = 32;

  struct Read;
  // NaN, Infinity, comments, bytes that are no UTF-8, objects and arrays deeper than kDepth and a
  // key that comes twice are faults. With a double key there is still a document; without one the
  // faults say why.
  static Read read(std::string_view text);

  // Absent where there is nothing, or something of another type: true is no number.
  std::optional<double> number(const std::string& pointer) const;
  std::optional<std::uint64_t> count(const std::string& pointer) const;
  std::optional<bool> flag(const std::string& pointer) const;
  std::optional<std::string> text(const std::string& pointer) const;
  // Its elements that are texts.
  std::vector<std::string> texts(const std::string& pointer) const;
  bool has(const std::string& pointer) const;
  bool is_null(const std::string& pointer) const;
  // Elements of an array, members of an object; else 0.
  std::size_t size(const std::string& pointer) const;
  // An array of pairs of whole numbers; absent when anything else is in it.
  std::optional<std::vector<std::pair<std::uint64_t, std::uint64_t>>> pairs(
      const std::string& pointer) const;

  const nlohmann::json& root() const { return *root_; }

 private:
  explicit JsonDocument(std::shared_ptr<const nlohmann::json> root) : root_(std::move(root)) {}
  std::shared_ptr<const nlohmann::json> root_;
};

struct JsonDocument::Read {
  std::optional<JsonDocument> document;
  std::vector<JsonFault> faults;
};

// `pointer` and one step more, escaped.
std::string pointer_to(const std::string& pointer, std::string_view key);
std::string pointer_to(const std::string& pointer, std::size_t index);

}  // namespace assay::codec
