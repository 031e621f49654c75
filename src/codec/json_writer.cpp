// SPDX-License-Identifier: Apache-2.0
#include "codec/json_writer.hpp"

#include "base/utf8.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace assay::codec {
namespace {

constexpr std::size_t kFlushAt = 64 * 1024;
// Doubles hold every integer up to here, so printing one as an integer loses nothing.
constexpr double kExactIntegers = 9007199254740992.0;

template <typename T>
std::string_view to_text(std::array<char, 32>& space, T value) {
  const auto [end, error] = std::to_chars(space.data(), space.data() + space.size(), value);
  (void)error;  // 32 bytes hold every shortest double and every 64-bit integer
  return {space.data(), std::size_t(end - space.data())};
}

}  // namespace

JsonWriter& JsonWriter::open(char opening, char closing, Layout layout) {
  separate();
  buffer_ += opening;
  levels_.push_back({closing, page_ == Page::one_line ? Layout::inline_ : layout});
  return *this;
}

JsonWriter& JsonWriter::close() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::lines && !level.first) new_line();
  buffer_ += level.closing;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_quoted(name);
  buffer_ += ": ";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  append_quoted(value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  std::array<char, 32> space;
  if (value == std::trunc(value) && std::fabs(value) <= kExactIntegers)
    return raw(to_text(space, std::int64_t(value)));
  return raw(to_text(space, value));
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  std::array<char, 32> space;
  return raw(to_text(space, value));
}

JsonWriter& JsonWriter::unsigned_integer(std::uint64_t value) {
  std::array<char, 32> space;
  return raw(to_text(space, value));
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}
JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view token) {
  separate();
  buffer_ += token;
  return *this;
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  flush_when(kFlushAt);
  if (levels_.empty()) return;
  Level& level = levels_.back();
  // A column of a million numbers is one line without blanks; short objects read better with them.
  if (!level.first) buffer_ += level.layout == Layout::inline_ && level.closing == '}' ? ", " : ",";
  level.first = false;
  if (level.layout == Layout::lines) new_line();
}

void JsonWriter::new_line() {
  buffer_ += '\n';
  buffer_.append(2 * levels_.size(), ' ');
}

void JsonWriter::append_quoted(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  buffer_ += '"';
  while (!value.empty()) {
    const Rune rune = first_rune(value);
    if (!rune.valid) {
      buffer_ += "\xef\xbf\xbd";
    } else if (rune.code == '"' || rune.code == '\\') {
      buffer_ += '\\';
      buffer_ += char(rune.code);
    } else if (rune.code == '\n') {
      buffer_ += "\\n";
    } else if (rune.code == '\t') {
      buffer_ += "\\t";
    } else if (rune.code < 0x20 || rune.code == 0x7f) {
      buffer_ += "\\u00";
      buffer_ += kHex[rune.code >> 4];
      buffer_ += kHex[rune.code & 15];
    } else {
      buffer_ += value.substr(0, rune.length);
    }
    value.remove_prefix(rune.length);
  }
  buffer_ += '"';
}

void JsonWriter::flush_when(std::size_t size) {
  if (buffer_.size() < size) return;
  if (state_) state_ = sink_(buffer_);
  buffer_.clear();
}

Result<void> JsonWriter::finish() {
  buffer_ += '\n';
  flush_when(0);
  return state_;
}

}  // namespace assay::codec
