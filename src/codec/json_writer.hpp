// SPDX-License-Identifier: Apache-2.0
// Streams JSON: any size in 64 KiB of memory. Not a validator: the caller alternates keys and
// values. Numbers print whole without ".0", else by the shortest text that reads back the same;
// what is not finite becomes null. Invalid UTF-8 becomes U+FFFD.
#pragma once
#include "codec/sink.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace assay::codec {

// Members on a line each, or all on one.
enum class Layout { lines, inline_ };

class JsonWriter {
 public:
  // `one_line`: every Layout is taken as inline_, for files of one document a line.
  enum class Page { lines, one_line };
  // Borrows the sink; it must outlive the writer.
  explicit JsonWriter(const Sink& sink, Page page = Page::lines) : sink_(sink), page_(page) {}

  JsonWriter& open_object(Layout layout) { return open('{', '}', layout); }
  JsonWriter& open_array(Layout layout) { return open('[', ']', layout); }
  JsonWriter& close();
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& number(double value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& unsigned_integer(std::uint64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  // key and value in one; an empty optional is null.
  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).text(value);
  }
  JsonWriter& member(std::string_view name, const char* value) { return key(name).text(value); }
  template <typename T>
  requires std::is_arithmetic_v<T> JsonWriter& member(std::string_view name, T value) {
    key(name);
    if constexpr (std::is_same_v<T, bool>)
      return boolean(value);
    else if constexpr (std::is_floating_point_v<T>)
      return number(value);
    else if constexpr (std::is_unsigned_v<T>)
      return unsigned_integer(value);
    else
      return integer(value);
  }
  template <typename T>
  JsonWriter& member(std::string_view name, const std::optional<T>& value) {
    return value ? member(name, *value) : member_null(name);
  }
  JsonWriter& member_null(std::string_view name) { return key(name).null(); }
  // Null for an empty text: what is not known.
  JsonWriter& member_or_null(std::string_view name, std::string_view value) {
    return value.empty() ? member_null(name) : member(name, value);
  }

  // A newline, and everything to the sink. The first error of the sink, if there was one.
  Result<void> finish();

 private:
  struct Level {
    char closing;
    Layout layout;
    bool first = true;
  };
  JsonWriter& open(char opening, char closing, Layout layout);
  JsonWriter& raw(std::string_view token);
  void separate();
  void new_line();
  void append_quoted(std::string_view value);
  void flush_when(std::size_t size);

  const Sink& sink_;
  Page page_;
  std::string buffer_;
  std::vector<Level> levels_;
  bool after_key_ = false;
  Result<void> state_;
};

}  // namespace assay::codec
