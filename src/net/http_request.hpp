// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 request as bytes. Pure.
#pragma once
#include "base/result.hpp"

#include <string>
#include <utility>
#include <vector>

namespace assay::net {

struct Request {
  std::string method = "GET";
  std::string path = "/";
  std::vector<std::pair<std::string, std::string>> headers;  // win over those made here
  std::string body;

  bool is_head() const { return method == "HEAD"; }
  // Whether the server may be asked again when a connection broke without an answer (RFC 9110,
  // 9.2.2).
  bool is_idempotent() const {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
           method == "OPTIONS" || method == "TRACE";
  }
};

// What is sent. Fault: usage (a method, path or header that would break the request's form).
Result<std::string> request_bytes(const Request& request, const std::string& host,
                                  unsigned short port);

}  // namespace assay::net
