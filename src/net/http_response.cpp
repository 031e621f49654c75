// SPDX-License-Identifier: Apache-2.0
#include "net/http_response.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace assay::net {
namespace {

constexpr int kMostInterim = 16;
constexpr std::size_t kQuoted = 60;  // bytes of a wrong line that are shown

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

// Whether a comma-separated header value holds `word`.
bool lists(std::string_view value, std::string_view word) {
  for (const std::string& item : split(value, ','))
    if (same_word(trim(item), word)) return true;
  return false;
}

// All of `text` as a number; digits only, no sign.
std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string in_quotes(std::string_view text) {
  return "'" + printable(text.substr(0, kQuoted)) + (text.size() > kQuoted ? "...'" : "'");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

void ResponseParser::reset(bool head_request) {
  state_ = State::reading;
  part_ = Part::head;
  head_request_ = head_request;
  started_ = chunked_ = has_length_ = false;
  keeps_alive_ = true;
  status_ = interim_ = 0;
  length_ = left_ = 0;
  head_bytes_ = 0;
  line_.clear();
  body_.clear();
  failure_.clear();
}

void ResponseParser::fail(std::string why) {
  state_ = State::failed;
  failure_ = std::move(why);
}

std::size_t ResponseParser::feed(std::string_view bytes) {
  const std::size_t before = bytes.size();
  while (state_ == State::reading && !bytes.empty()) {
    started_ = true;
    if (part_ == Part::counted || part_ == Part::chunk || part_ == Part::until_end)
      take_body(bytes);
    else if (take_line(bytes))
      use_line();
  }
  return before - bytes.size();
}

void ResponseParser::end() {
  if (state_ != State::reading) return;
  if (part_ == Part::until_end)
    state_ = State::done;
  else if (part_ == Part::head)
    fail(started_ ? "the connection was closed within the headers"
                  : "the connection was closed without an answer");
  else
    fail(fmt::format("the connection was closed after {} bytes of the body", body_.size()));
}

// Up to a line feed, which a carriage return may precede.
bool ResponseParser::take_line(std::string_view& bytes) {
  const std::size_t at = bytes.find('\n');
  const std::size_t taken = at == std::string_view::npos ? bytes.size() : at + 1;
  head_bytes_ += taken;
  if (head_bytes_ > limits_.head) {
    fail(fmt::format("its headers are longer than {} bytes", limits_.head));
    return false;
  }
  line_.append(bytes.substr(0, at));
  bytes.remove_prefix(taken);
  if (at == std::string_view::npos) return false;
  if (line_.ends_with('\r')) line_.pop_back();
  return true;
}

void ResponseParser::use_line() {
  switch (part_) {
    case Part::head:
      if (status_ == 0)
        use_status_line();
      else if (line_.empty())
        head_is_complete();
      else
        use_header();
      break;
    case Part::chunk_size:
      use_chunk_size();
      break;
    case Part::chunk_end:
      if (!line_.empty()) fail("a chunk is longer than it said");
      part_ = Part::chunk_size;
      break;
    case Part::trailers:
      if (line_.empty()) state_ = State::done;
      break;
    case Part::counted:
    case Part::chunk:
    case Part::until_end:
      break;  // have no lines
  }
  line_.clear();
}

// "HTTP/1.1 200 OK"
void ResponseParser::use_status_line() {
  const std::string_view line = line_;
  const bool shaped = line.size() >= 12 && line.starts_with("HTTP/1.") && is_digit(line[7]) &&
                      line[8] == ' ' && is_digit(line[9]) && is_digit(line[10]) &&
                      is_digit(line[11]) && (line.size() == 12 || line[12] == ' ');
  if (!shaped) return fail("it does not answer in HTTP/1: " + in_quotes(line));
  status_ = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (status_ < 100) return fail("its status is no number of HTTP: " + in_quotes(line));
  keeps_alive_ = line[7] != '0';
}

void ResponseParser::use_header() {
  const std::string_view line = line_;
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || name.empty() ||
      name.find_first_of(" \t") != std::string_view::npos)
    return fail("a header is malformed: " + in_quotes(line));
  const std::string_view value = trim(line.substr(colon + 1));
  if (same_word(name, "content-length")) {
    const auto length = number(value, 10);
    if (!length) return fail("its Content-Length is no number: " + in_quotes(value));
    if (has_length_ && *length != length_) return fail("it has two different Content-Lengths");
    has_length_ = true;
    length_ = *length;
  } else if (same_word(name, "transfer-encoding")) {
    if (!same_word(value, "chunked"))
      return fail("its Transfer-Encoding is unknown: " + in_quotes(value));
    chunked_ = true;
  } else if (same_word(name, "connection")) {
    if (lists(value, "close"))
      keeps_alive_ = false;
    else if (lists(value, "keep-alive"))
      keeps_alive_ = true;
  }
}

void ResponseParser::head_is_complete() {
  if (status_ < 200) {
    // What came before the answer proper; 101 would be another protocol.
    if (status_ == 101 || ++interim_ > kMostInterim)
      return fail(fmt::format("it answers {} instead of a response", status_));
    status_ = 0;
    chunked_ = has_length_ = false;
    return;
  }
  if (chunked_ && has_length_) return fail("it has both Content-Length and Transfer-Encoding");
  if (head_request_ || status_ == 204 || status_ == 304) {
    state_ = State::done;
  } else if (chunked_) {
    part_ = Part::chunk_size;
  } else if (!has_length_) {
    part_ = Part::until_end;
  } else if (length_ > limits_.body) {
    fail(fmt::format("its body is longer than {} bytes", limits_.body));
  } else {
    part_ = Part::counted;
    left_ = length_;
    if (left_ == 0) state_ = State::done;
  }
}

// "1a;name=value"
void ResponseParser::use_chunk_size() {
  const std::string_view digits = trim(std::string_view(line_).substr(0, line_.find(';')));
  const auto size = number(digits, 16);
  if (!size) return fail("the size of a chunk is no number: " + in_quotes(line_));
  if (*size > limits_.body - body_.size())
    return fail(fmt::format("its body is longer than {} bytes", limits_.body));
  head_bytes_ = 0;  // each size line, and then the trailers, may be as long as the head
  left_ = *size;
  part_ = left_ == 0 ? Part::trailers : Part::chunk;
}

void ResponseParser::take_body(std::string_view& bytes) {
  if (part_ == Part::until_end) {
    if (bytes.size() > limits_.body - body_.size())
      return fail(fmt::format("its body is longer than {} bytes", limits_.body));
    body_.append(bytes);
    bytes = {};
    return;
  }
  const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  body_.append(bytes.substr(0, take));
  bytes.remove_prefix(take);
  left_ -= take;
  if (left_ > 0) return;
  if (part_ == Part::counted)
    state_ = State::done;
  else
    part_ = Part::chunk_end;
}

}  // namespace assay::net
