// SPDX-License-Identifier: Apache-2.0
// Where a server listens, and whether somebody already does.
#pragma once
#include "base/result.hpp"

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace assay::net {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  std::uint16_t port() const;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// A numeric address or a name, as TCP. Faults: usage (unknown name).
Result<Address> resolve(const std::string& host, std::uint16_t port);

// A Unix socket by its path. Faults: usage (too long).
Result<Address> unix_address(const std::string& path);

// A port of `host` that nobody listens on at this moment. Faults: usage (not an address of this
// machine), internal.
Result<std::uint16_t> free_port(const std::string& host);

// Whether a server could listen there now. An address that is not this machine's counts as free.
// Fault: program ("port 8080 is in use", and by whom where that can be seen).
Result<void> check_port_free(const std::string& host, std::uint16_t port);

// "nginx (process 123)": who listens on a TCP port, as far as /proc shows it; "" otherwise.
std::string listener_on(std::uint16_t port);

}  // namespace assay::net
