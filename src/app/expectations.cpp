// SPDX-License-Identifier: Apache-2.0
#include "app/expectations.hpp"

#include "app/wording.hpp"
#include "sys/sha256.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <utility>

namespace assay::app {
namespace {

using model::StreamExpectation;
using nlohmann::json;

constexpr std::size_t kExcerpt = 60;  // bytes quoted of an output
constexpr std::size_t kBefore = 20;   // of them before the first difference
constexpr std::size_t kLongName = 40;

// A few bytes of a text from `at` on, safe to show.
std::string excerpt(std::string_view text, std::size_t at = 0) {
  const bool more = text.size() - at > kExcerpt;
  return in_quotes(text.substr(at, kExcerpt)) + (more ? "..." : "");
}

std::string short_name(std::string_view text) {
  return text.size() <= kLongName ? in_quotes(text) : in_quotes(text.substr(0, kLongName)) + "...";
}

// One of a program's two outputs.
struct Stream {
  std::string name;
  bool errors = false;

  std::string_view text(const Seen& seen) const {
    return errors ? seen.captured.errors : seen.captured.output;
  }
  std::uint64_t bytes(const Seen& seen) const {
    return errors ? seen.captured.errors.size() : seen.captured.output_bytes;
  }
  bool whole(const Seen& seen) const { return bytes(seen) == text(seen).size(); }
  std::string sha256(const Seen& seen) const {
    if (!errors) return seen.captured.output_sha256;
    return sys::sha256(seen.captured.errors);
  }
  // "got 12 bytes that begin with 'abc'"
  std::string got(const Seen& seen) const {
    if (bytes(seen) == 0) return "got nothing";
    return fmt::format("got {} bytes that begin with {}", bytes(seen), excerpt(text(seen)));
  }
  std::string unseen(const Seen& seen) const {
    return whole(seen) ? "" : "; its middle was too long to be kept and was not searched";
  }
};

std::string equals(const Stream& stream, const std::string& expected, const Seen& seen) {
  if (stream.whole(seen)) return difference(expected, stream.text(seen));
  if (sys::sha256(expected) == stream.sha256(seen)) return "";
  return fmt::format("expected {} bytes that begin with {}, {}", expected.size(), excerpt(expected),
                     stream.got(seen));
}

std::string value_at(const Stream& stream, const json::json_pointer& pointer,
                     const std::string& pointer_text, const json& expected, const Seen& seen) {
  if (!stream.whole(seen))
    return fmt::format("{} bytes are too many to be read as JSON", stream.bytes(seen));
  const json got = json::parse(stream.text(seen), nullptr, false);
  if (got.is_discarded()) return "it is not JSON: " + stream.got(seen);
  const auto dump = [](const json& value) {
    return excerpt(value.dump(-1, ' ', false, json::error_handler_t::replace));
  };
  if (!got.contains(pointer))
    return fmt::format("there is no {}: {}", printable(pointer_text), stream.got(seen));
  const json& value = got.at(pointer);
  if (value == expected) return "";
  return fmt::format("expected {}, got {}", dump(expected), dump(value));
}

Error no_pointer(const std::string& pointer, const std::string& why) {
  return bad_usage("there is no JSON pointer " + in_quotes(pointer), why,
                   "write it as /member/0/member, with ~1 for '/' and ~0 for '~'");
}

}  // namespace

std::string difference(std::string_view expected, std::string_view got) {
  if (expected == got) return "";
  const auto [mine, theirs] =
      std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  const auto at = static_cast<std::size_t>(mine - expected.begin());
  const auto line = 1 + std::count(expected.begin(), mine, '\n');
  const std::size_t from = at > kBefore ? at - kBefore : 0;
  return fmt::format(
      "expected {} bytes, got {}; they differ from byte {} in line {}: expected {}, got {}",
      expected.size(), got.size(), at + 1, line, excerpt(expected, from), excerpt(got, from));
}

Result<Expectations> Expectations::make(const model::Expected& expected) {
  Expectations out;
  const auto add = [&](std::string name, std::function<std::string(const Seen&)> differs) {
    out.rules_.push_back({std::move(name), std::move(differs)});
  };
  if (expected.exit_code) {
    out.expects_code_ = true;
    add(fmt::format("exit code {}", *expected.exit_code),
        [code = *expected.exit_code](const Seen& seen) {
          return seen.exit_code == code
                     ? ""
                     : fmt::format("expected exit code {}, got {}", code, seen.exit_code);
        });
  }
  out.reads_results_ =
      expected.reads_output() || expected.reads_errors() || !expected.files.empty();

  const struct {
    std::string_view name;
    std::optional<std::uint64_t> limit;
    bool (*holds)(std::uint64_t got, std::uint64_t limit);
  } sizes[] = {
      {"", expected.response_bytes, [](auto got, auto limit) { return got == limit; }},
      {"at least ", expected.response_bytes_min, [](auto got, auto limit) { return got >= limit; }},
      {"at most ", expected.response_bytes_max, [](auto got, auto limit) { return got <= limit; }}};
  for (const auto& size : sizes) {
    if (!size.limit) continue;
    const std::string wanted = fmt::format("{}{}", size.name, *size.limit);
    add("response bytes " + wanted, [wanted, size](const Seen& seen) {
      const std::uint64_t got = seen.captured.output_bytes;
      return size.holds(got, *size.limit)
                 ? ""
                 : fmt::format("expected {} bytes, {}", wanted, Stream{"stdout"}.got(seen));
    });
  }

  for (const bool errors : {false, true}) {
    const StreamExpectation& wanted = errors ? expected.errors : expected.output;
    const Stream stream{errors ? "stderr" : "stdout", errors};
    if (wanted.equals)
      add(stream.name + " equals",
          [stream, text = *wanted.equals](const Seen& seen) { return equals(stream, text, seen); });
    for (const std::string& text : wanted.contains)
      add(stream.name + " contains " + short_name(text), [stream, text](const Seen& seen) {
        if (stream.text(seen).find(text) != std::string_view::npos) return std::string();
        return fmt::format("{} is not in it: {}{}", short_name(text), stream.got(seen),
                           stream.unseen(seen));
      });
    for (const std::string& text : wanted.matches) {
      const auto pattern = std::make_shared<RE2>(text, RE2::Quiet);
      if (!pattern->ok())
        return bad_usage("there is no regular expression " + in_quotes(text), pattern->error(),
                         "the syntax is that of RE2");
      add(stream.name + " matches " + short_name(text), [stream, pattern](const Seen& seen) {
        if (RE2::PartialMatch(re2::StringPiece(stream.text(seen)), *pattern)) return std::string();
        return "nothing in it matches: " + stream.got(seen) + stream.unseen(seen);
      });
    }
    if (wanted.sha256)
      add(stream.name + " sha256", [stream, hash = *wanted.sha256](const Seen& seen) {
        const std::string got = stream.sha256(seen);
        if (got == hash) return std::string();
        return fmt::format("expected {}, got {}; {}", printable(hash), got, stream.got(seen));
      });
    for (const model::JsonExpectation& each : wanted.json) {
      const json value = json::parse(each.equals, nullptr, false);
      if (value.is_discarded())
        return bad_usage("the value expected at " + in_quotes(each.pointer) + " is no JSON",
                         in_quotes(each.equals), "quote a text: \"\\\"done\\\"\"");
      try {
        add(stream.name + " json " + short_name(each.pointer),
            [stream, pointer = json::json_pointer(each.pointer), text = each.pointer,
             value](const Seen& seen) { return value_at(stream, pointer, text, value, seen); });
      } catch (const json::exception& wrong) {
        return no_pointer(each.pointer, wrong.what());
      }
    }
  }

  for (const model::FileExpectation& file : expected.files)
    add("file " + short_name(file.path) + " sha256", [file](const Seen& seen) {
      auto got = seen.file_sha256(file.path);
      if (!got) return printable(got.error().text());
      return *got == file.sha256 ? ""
                                 : fmt::format("expected {}, got {}", printable(file.sha256), *got);
    });

  if (expected.same_across_arms) {
    struct First {
      std::string arm, text, sha256;
    };
    add("same output in every arm",
        [first = std::make_shared<std::optional<First>>()](const Seen& seen) -> std::string {
          if (!*first) {
            *first = First{seen.arm, seen.captured.output, seen.captured.output_sha256};
            return "";
          }
          if ((*first)->sha256 == seen.captured.output_sha256) return "";
          const std::string how = difference((*first)->text, seen.captured.output);
          return fmt::format("not the output of the first trial, of {}: {}",
                             in_quotes((*first)->arm),
                             how.empty() ? "they differ in the middle, which is not kept" : how);
        });
  }
  return out;
}

std::vector<std::string> Expectations::names() const {
  std::vector<std::string> out;
  for (const Rule& rule : rules_) out.push_back(rule.name);
  return out;
}

std::vector<std::string> Expectations::check(const Seen& seen) {
  std::vector<std::string> out;
  for (const Rule& rule : rules_) out.push_back(rule.differs(seen));
  return out;
}

}  // namespace assay::app
