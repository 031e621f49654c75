// SPDX-License-Identifier: Apache-2.0
#include "codec/json_document.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace assay::codec {
namespace {

using nlohmann::json;

struct TooDeep {};
constexpr std::size_t kTwice = 100;  // keys that come twice: more of them say nothing new

// Watches the parser: how deep it is, and which keys an object has had.
class Watch {
 public:
  bool operator()(json::parse_event_t event, const json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
      case json::parse_event_t::array_start:
        if (frames_.size() >= JsonDocument::kDepth) throw TooDeep();
        frames_.push_back({event == json::parse_event_t::object_start, here(), {}, "", 0});
        break;
      case json::parse_event_t::object_end:
      case json::parse_event_t::array_end:
        frames_.pop_back();
        next();
        break;
      case json::parse_event_t::key: {
        Frame& frame = frames_.back();
        frame.key = parsed.get_ref<const std::string&>();
        if (!frame.seen.insert(frame.key).second && twice_.size() < kTwice)
          twice_.push_back({pointer_to(frame.at, frame.key), "comes twice in its object"});
        break;
      }
      case json::parse_event_t::value:
        next();
        break;
    }
    return true;
  }
  std::vector<JsonFault>& twice() { return twice_; }

 private:
  struct Frame {
    bool object;
    std::string at;
    std::set<std::string> seen;
    std::string key;
    std::size_t index;
  };
  std::string here() const {
    if (frames_.empty()) return "";
    const Frame& frame = frames_.back();
    return frame.object ? pointer_to(frame.at, frame.key) : pointer_to(frame.at, frame.index);
  }
  void next() {
    if (!frames_.empty() && !frames_.back().object) ++frames_.back().index;
  }
  std::vector<Frame> frames_;
  std::vector<JsonFault> twice_;
};

// Without the library's own prefix: "[json.exception.parse_error.101] ".
std::string reason(const json::exception& error) {
  const std::string text = error.what();
  const std::size_t end = text.find("] ");
  return printable(end == text.npos ? text : text.substr(end + 2));
}

const json* find(const json& root, const std::string& pointer) {
  const json::json_pointer at(pointer);
  return root.contains(at) ? &root.at(at) : nullptr;
}

}  // namespace

JsonDocument::Read JsonDocument::read(std::string_view text) {
  Read out;
  // The parser takes a NUL for the end of the text, and would not see what follows.
  if (text.find('\0') != text.npos) {
    out.faults.push_back({"", "is no JSON: it holds a NUL byte"});
    return out;
  }
  Watch watch;
  try {
    auto root = std::make_shared<const json>(json::parse(
        text.begin(), text.end(),
        [&](int, json::parse_event_t event, json& parsed) { return watch(event, parsed); }));
    out.document = JsonDocument(std::move(root));
    out.faults = std::move(watch.twice());
  } catch (const TooDeep&) {
    out.faults.push_back({"", fmt::format("nests deeper than {} levels", kDepth)});
  } catch (const json::exception& error) {
    out.faults.push_back({"", "is no JSON: " + reason(error)});
  }
  return out;
}

std::optional<double> JsonDocument::number(const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  if (at == nullptr || !at->is_number()) return std::nullopt;
  return at->get<double>();
}

std::optional<std::uint64_t> JsonDocument::count(const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  if (at == nullptr || !at->is_number()) return std::nullopt;
  if (at->is_number_unsigned()) return at->get<std::uint64_t>();
  // 1e3 is a whole number, too.
  const double value = at->get<double>();
  if (value < 0 || value > 9e15 || value != std::floor(value)) return std::nullopt;
  return std::uint64_t(value);
}

std::optional<bool> JsonDocument::flag(const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  if (at == nullptr || !at->is_boolean()) return std::nullopt;
  return at->get<bool>();
}

std::optional<std::string> JsonDocument::text(const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  if (at == nullptr || !at->is_string()) return std::nullopt;
  return at->get<std::string>();
}

std::vector<std::string> JsonDocument::texts(const std::string& pointer) const {
  std::vector<std::string> out;
  const json* at = find(*root_, pointer);
  if (at == nullptr || !at->is_array()) return out;
  for (const json& each : *at)
    if (each.is_string()) out.push_back(each.get<std::string>());
  return out;
}

bool JsonDocument::has(const std::string& pointer) const {
  return find(*root_, pointer) != nullptr;
}

bool JsonDocument::is_null(const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  return at != nullptr && at->is_null();
}

std::size_t JsonDocument::size(const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  return at != nullptr && at->is_structured() ? at->size() : 0;
}

std::optional<std::vector<std::pair<std::uint64_t, std::uint64_t>>> JsonDocument::pairs(
    const std::string& pointer) const {
  const json* at = find(*root_, pointer);
  if (at == nullptr || !at->is_array()) return std::nullopt;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
  out.reserve(at->size());
  for (const json& each : *at) {
    if (!each.is_array() || each.size() != 2 || !each[0].is_number_unsigned() ||
        !each[1].is_number_unsigned())
      return std::nullopt;
    out.emplace_back(each[0].get<std::uint64_t>(), each[1].get<std::uint64_t>());
  }
  return out;
}

std::string pointer_to(const std::string& pointer, std::string_view key) {
  std::string out = pointer + "/";
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string pointer_to(const std::string& pointer, std::size_t index) {
  return pointer + "/" + std::to_string(index);
}

}  // namespace assay::codec
