// SPDX-License-Identifier: Apache-2.0
// Reading TOML strictly: tables of known keys, each with a typed reader. Whatever is wrong is
// recorded with its place and reading goes on, so that a person is told all of it at once.
//
//   read_toml(text, file, [&](const TomlValue& root) {
//     read_table(root, {field("name", name, Need::required),
//                       field("rounds", rounds, {.min = 1}),
//                       duration_field("timeout", timeout_ns)});
//   });
#pragma once
#include "base/result.hpp"
#include "codec/need.hpp"

#include <toml++/toml.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::codec {

// From 1; columns count code points.
struct TomlPlace {
  std::size_t line = 1;
  std::size_t column = 1;
  auto operator<=>(const TomlPlace&) const = default;
};

// What was wrong so far. Keeps the first hundred.
class TomlFaults {
 public:
  explicit TomlFaults(std::string file) : file_(std::move(file)) {}
  void add(TomlPlace place, std::string what, std::string why, std::string hint);
  bool empty() const { return faults_.empty(); }
  // REQUIRES: not empty(). One fault: "FILE:LINE:COLUMN: what" with its why and hint. Several: such
  // lines in `what`, in the order of the file, each with its own hint behind it.
  Error error() const;

 private:
  struct Entry {
    TomlPlace place;
    std::string what, why, hint;
  };
  std::string file_;
  std::vector<Entry> faults_;
  std::size_t left_out_ = 0;
};

// A value and where it stands. Valid while read_toml() runs.
class TomlValue {
 public:
  TomlValue(const toml::node& node, std::string path, TomlPlace key, TomlFaults& faults);

  const toml::node& node() const { return *node_; }
  const std::string& path() const { return path_; }  // "arms.candidate.args"; empty: the file
  TomlPlace place() const { return place_; }         // of the value
  TomlPlace key_place() const { return key_; }       // of its key, or the value's own
  // Whether nothing was wrong so far, anywhere in the file.
  bool flawless() const { return faults_->empty(); }
  bool is_text() const { return node_->is_string(); }
  bool is_number() const { return node_->is_number(); }
  bool is_table() const { return node_->is_table(); }
  bool is_array() const { return node_->is_array(); }

  // "FILE:LINE:COLUMN: what", at the value.
  void fault(std::string what, std::string why = "", std::string hint = "") const;
  void fault_at(TomlPlace place, std::string what, std::string why = "",
                std::string hint = "") const;
  // "'PATH' must be WANTED, not a string".
  void wrong_type(std::string_view wanted) const;
  // The same for a value of the right type: "'PATH' must be WANTED, not 'GIVEN'".
  void wrong_value(std::string_view wanted, std::string_view given, std::string hint = "") const;

  TomlValue child(const toml::node& node, std::string_view step, TomlPlace key) const;

 private:
  const toml::node* node_;
  std::string path_;
  TomlPlace key_, place_;
  TomlFaults* faults_;
};

// Parses `text` and hands its root table to `read`. Any bytes are safe to hand in. Faults: usage.
inline constexpr std::size_t kMaxTomlBytes = std::size_t{4} << 20;
Result<void> read_toml(std::string_view text, const std::string& file,
                       const std::function<void(const TomlValue& root)>& read);

// --- tables and arrays ---

struct TomlField {
  std::string_view key;
  std::function<void(const TomlValue&)> read;
  Need need = Need::optional;
};

// Hands each known member to its reader, in the order of `fields` (whatever the file's). Faults: no
// table, an unknown key (with the nearest known one), a required one that is missing.
void read_table(const TomlValue& value, const std::vector<TomlField>& fields);
// Every member whatever its key, in the order written.
void read_entries(const TomlValue& value,
                  const std::function<void(const std::string& key, const TomlValue&)>& read);
void read_elements(const TomlValue& value, const std::function<void(const TomlValue&)>& read);

// --- single values: none after a fault ---

struct CountRange {
  std::uint64_t min = 0;
  std::uint64_t max = std::numeric_limits<std::int64_t>::max();
};
struct NumberRange {
  double min = -std::numeric_limits<double>::max();
  double max = std::numeric_limits<double>::max();
};

std::optional<std::string> text_of(const TomlValue& value);  // without NUL bytes
std::optional<bool> truth_of(const TomlValue& value);
std::optional<std::uint64_t> count_of(const TomlValue& value, CountRange range = {});
std::optional<std::int64_t> integer_of(const TomlValue& value);
// Finite; an integer is a number, too.
std::optional<double> number_of(const TomlValue& value, NumberRange range = {});
// A number of seconds, or text with a unit: 1.5, "250ms". In ns.
std::optional<double> duration_of(const TomlValue& value);
// A number of bytes, or text with a unit: 65536, "64KiB".
std::optional<double> size_of(const TomlValue& value);
// A number of percent, or text: 20, "20%" -> 0.2. Never negative.
std::optional<double> percent_of(const TomlValue& value);
// One of `words`; the fault names them and the nearest.
std::optional<std::string> word_of(const TomlValue& value, const std::vector<std::string>& words);
std::optional<std::vector<std::string>> texts_of(const TomlValue& value);
// A table of strings, in the order written.
std::optional<std::vector<std::pair<std::string, std::string>>> text_table_of(
    const TomlValue& value);

// --- fields that read such a value into a variable, a T or an optional<T> ---

template <typename Out, typename Get>
TomlField field_by(std::string_view key, Out& out, Get get, Need need = Need::optional) {
  return {key,
          [&out, get](const TomlValue& value) {
            if (auto got = get(value)) out = std::move(*got);
          },
          need};
}

using Texts = std::vector<std::string>;
using TextTable = std::vector<std::pair<std::string, std::string>>;
template <typename Out>
concept HoldsText =
    std::is_same_v<Out, std::string> || std::is_same_v<Out, std::optional<std::string>>;

template <HoldsText Out>
TomlField field(std::string_view key, Out& out, Need need = Need::optional) {
  return field_by(key, out, text_of, need);
}
inline TomlField field(std::string_view key, bool& out, Need need = Need::optional) {
  return field_by(key, out, truth_of, need);
}
inline TomlField field(std::string_view key, Texts& out, Need need = Need::optional) {
  return field_by(key, out, texts_of, need);
}
inline TomlField field(std::string_view key, std::optional<Texts>& out,
                       Need need = Need::optional) {
  return field_by(key, out, texts_of, need);
}
inline TomlField field(std::string_view key, TextTable& out, Need need = Need::optional) {
  return field_by(key, out, text_table_of, need);
}
template <typename Out>
TomlField count_field(std::string_view key, Out& out, CountRange range = {},
                      Need need = Need::optional) {
  return {key,
          [&out, range](const TomlValue& value) {
            if (const auto got = count_of(value, range)) out = Out(*got);
          },
          need};
}
template <typename Out>
TomlField number_field(std::string_view key, Out& out, NumberRange range = {},
                       Need need = Need::optional) {
  return field_by(
      key, out, [range](const TomlValue& value) { return number_of(value, range); }, need);
}
template <typename Out>
TomlField duration_field(std::string_view key, Out& out, Need need = Need::optional) {
  return field_by(key, out, duration_of, need);
}
template <typename Out>
TomlField size_field(std::string_view key, Out& out, Need need = Need::optional) {
  return field_by(key, out, size_of, need);
}
template <typename Out>
TomlField percent_field(std::string_view key, Out& out, Need need = Need::optional) {
  return field_by(key, out, percent_of, need);
}

}  // namespace assay::codec
