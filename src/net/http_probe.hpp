// SPDX-License-Identifier: Apache-2.0
// One look at whether a server is there: a connection, or a request and its status. Waits for it.
#pragma once
#include "net/address.hpp"

#include <string>

namespace assay::net {

struct ProbeAnswer {
  bool connected = false;
  int status = 0;       // 0: no response
  std::string body;     // of the response
  std::string failure;  // why, "" when there was one
};

// REQUIRES: `request` is a complete request (request_bytes), or empty for a connection alone.
ProbeAnswer probe(const Address& address, const std::string& request, double timeout_ns,
                  int interrupt_fd);

}  // namespace assay::net
