// SPDX-License-Identifier: Apache-2.0
// The launcher's end of the socket. Messages move by recvmsg and sendmsg, which /proc/self/io does
// not count.
#pragma once
#include "launcher/protocol.hpp"

#include <cstddef>

namespace assay::launcher {

class Wire {
 public:
  explicit Wire(int socket) : socket_(socket) {}
  int socket() const { return socket_; }

  // Blocks for all of it. A descriptor that comes along is kept for take_descriptor(). False once
  // the harness is gone.
  bool receive(void* bytes, std::size_t size);
  bool send(Kind kind, const void* bytes, std::size_t size);

  // The descriptor that came latest, handed over to the caller; -1 for none.
  int take_descriptor();

 private:
  int socket_;
  int descriptor_ = -1;
};

}  // namespace assay::launcher
