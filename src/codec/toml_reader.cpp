// SPDX-License-Identifier: Apache-2.0
#include "codec/toml_reader.hpp"

#include "base/text.hpp"
#include "codec/toml_guard.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::codec {
namespace {

constexpr std::size_t kMaxFaults = 100;

TomlPlace place_of(const toml::source_position& at, TomlPlace otherwise) {
  if (!at) return otherwise;
  return {at.line, at.column};
}

struct Entry {
  const toml::key* key;
  const toml::node* node;
};

// Tables are sorted by key; people read them as they are written.
std::vector<Entry> in_written_order(const toml::table& table) {
  std::vector<Entry> entries;
  for (auto&& [key, node] : table) entries.push_back({&key, &node});
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.key->source().begin < b.key->source().begin;
  });
  return entries;
}

void unknown_key(const TomlValue& table, TomlPlace place, std::string_view key,
                 const std::vector<TomlField>& fields) {
  std::vector<std::string> known;
  for (const TomlField& field : fields) known.emplace_back(field.key);
  const auto near = nearest(key, known);
  const std::string where = table.path().empty() ? "" : " in [" + table.path() + "]";
  table.fault_at(place, "unknown key '" + printable(key) + "'" + where,
                 "known here are " + join(known, ", "),
                 near ? "did you mean '" + *near + "'?" : "");
}

}  // namespace

void TomlFaults::add(TomlPlace place, std::string what, std::string why, std::string hint) {
  if (faults_.size() == kMaxFaults)
    ++left_out_;
  else
    faults_.push_back({place, std::move(what), std::move(why), std::move(hint)});
}

Error TomlFaults::error() const {
  std::vector<Entry> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Entry& a, const Entry& b) { return a.place < b.place; });
  const auto headline = [this](const Entry& entry) {
    return fmt::format("{}:{}:{}: {}", printable(file_), entry.place.line, entry.place.column,
                       entry.what);
  };
  Error out{.fault = Fault::usage};
  if (sorted.size() == 1) {
    out.what = headline(sorted.front());
    out.why = sorted.front().why;
    out.hint = sorted.front().hint;
    return out;
  }
  for (const Entry& entry : sorted) {
    if (!out.what.empty()) out.what += '\n';
    out.what += headline(entry);
    if (!entry.hint.empty()) out.what += "; " + entry.hint;
  }
  if (left_out_ > 0) out.what += fmt::format("\nand {} more", left_out_);
  return out;
}

TomlValue::TomlValue(const toml::node& node, std::string path, TomlPlace key, TomlFaults& faults)
    : node_(&node),
      path_(std::move(path)),
      key_(key),
      place_(place_of(node.source().begin, key)),
      faults_(&faults) {}

void TomlValue::fault(std::string what, std::string why, std::string hint) const {
  fault_at(place_, std::move(what), std::move(why), std::move(hint));
}

void TomlValue::fault_at(TomlPlace place, std::string what, std::string why,
                         std::string hint) const {
  faults_->add(place, std::move(what), std::move(why), std::move(hint));
}

TomlValue TomlValue::child(const toml::node& node, std::string_view step, TomlPlace key) const {
  const std::string name = printable(step);
  return {node, path_.empty() ? name : path_ + "." + name, key, *faults_};
}

Result<void> read_toml(std::string_view text, const std::string& file,
                       const std::function<void(const TomlValue& root)>& read) {
  TomlFaults faults(file);
  if (text.size() > kMaxTomlBytes) {
    faults.add({}, "the file is too long",
               fmt::format("it has {} bytes; the limit is {}", text.size(), kMaxTomlBytes), "");
    return faults.error();
  }
  if (const auto objection = object_to(text)) {
    faults.add(objection->place, objection->what, objection->why, "");
    return faults.error();
  }
  try {
    const toml::table root = toml::parse(text);
    read(TomlValue(root, "", {}, faults));
  } catch (const toml::parse_error& error) {
    faults.add(place_of(error.source().begin, {}), "this is not TOML as it should be",
               printable(error.description()), "");
  }
  if (!faults.empty()) return faults.error();
  return {};
}

void read_table(const TomlValue& value, const std::vector<TomlField>& fields) {
  const toml::table* table = value.node().as_table();
  if (table == nullptr) return value.wrong_type("a table");
  for (const Entry& entry : in_written_order(*table)) {
    const std::string_view key = entry.key->str();
    if (std::none_of(fields.begin(), fields.end(),
                     [&](const TomlField& each) { return each.key == key; }))
      unknown_key(value, place_of(entry.key->source().begin, value.place()), key, fields);
  }
  for (const TomlField& field : fields) {
    const auto entry = table->find(field.key);
    if (entry != table->end())
      field.read(value.child(entry->second, field.key,
                             place_of(entry->first.source().begin, value.place())));
    else if (field.need == Need::required)
      value.fault(fmt::format("'{}' is missing{}", field.key,
                              value.path().empty() ? "" : " in [" + value.path() + "]"));
  }
}

void read_entries(const TomlValue& value,
                  const std::function<void(const std::string& key, const TomlValue&)>& read) {
  const toml::table* table = value.node().as_table();
  if (table == nullptr) return value.wrong_type("a table");
  for (const auto& [key, node] : in_written_order(*table))
    read(std::string(key->str()),
         value.child(*node, key->str(), place_of(key->source().begin, value.place())));
}

void read_elements(const TomlValue& value, const std::function<void(const TomlValue&)>& read) {
  const toml::array* array = value.node().as_array();
  if (array == nullptr) return value.wrong_type("an array");
  for (std::size_t i = 0; i < array->size(); ++i) {
    const toml::node& node = (*array)[i];
    read(value.child(node, std::to_string(i), place_of(node.source().begin, value.place())));
  }
}

}  // namespace assay::codec
