// SPDX-License-Identifier: Apache-2.0
#include "net/http_request.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace assay::net {
namespace {

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || kOthers.find(c) != kOthers.npos;
  });
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_header_value(std::string_view text) {
  return std::ranges::none_of(
      text, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) ==
           std::tolower(static_cast<unsigned char>(y));
  });
}

Error bad(std::string what, std::string_view text, std::string hint) {
  return {Fault::usage, fmt::format("{} '{}' cannot be sent", what, printable(text)), "",
          std::move(hint)};
}

}  // namespace

Result<std::string> request_bytes(const Request& request, const std::string& host,
                                  unsigned short port) {
  if (!is_token(request.method))
    return bad("the method", request.method, "a method is a word such as GET or POST");
  if (!request.path.starts_with('/') || !is_visible(request.path))
    return bad("the path", request.path,
               "a path starts with / and holds no space; write one as %20");
  std::string out = fmt::format("{} {} HTTP/1.1\r\n", request.method, request.path);
  const auto given = [&](std::string_view name) {
    return std::ranges::any_of(request.headers,
                               [&](const auto& one) { return same_name(one.first, name); });
  };
  if (!given("Host"))
    out += host.find(':') == std::string::npos ? fmt::format("Host: {}:{}\r\n", host, port)
                                               : fmt::format("Host: [{}]:{}\r\n", host, port);
  if (!given("User-Agent")) out += "User-Agent: assay\r\n";
  if (!given("Accept")) out += "Accept: */*\r\n";
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (has_body && !given("Content-Length"))
    out += fmt::format("Content-Length: {}\r\n", request.body.size());
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return bad("the header", name, "a header's name is a word");
    if (!is_header_value(value)) return bad("the header " + name + ":", value, "");
    out += fmt::format("{}: {}\r\n", name, value);
  }
  return out + "\r\n" + request.body;
}

}  // namespace assay::net
