// SPDX-License-Identifier: Apache-2.0
// http://HOST[:PORT][/PATH] taken apart. Pure.
#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::net {

struct HttpUrl {
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 80;
  std::string path = "/";
};

// Faults: usage.
Result<HttpUrl> parse_http_url(std::string_view text);

}  // namespace assay::net
