// SPDX-License-Identifier: Apache-2.0
// One connection of an HTTP/1.1 client that never blocks: a request at a time, kept alive between
// them. Whoever owns it waits for fd() with interest() and calls proceed() then.
#pragma once
#include "net/address.hpp"
#include "net/http_response.hpp"
#include "sys/fd.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::net {

class HttpConnection {
 public:
  enum class State { closed, connecting, idle, busy };
  enum class Progress {
    none,
    connected,  // idle now
    answered,   // response() is complete; idle, or closed where the server wants it so
    failed,     // closed; failure() says why
    dropped     // closed by the server while idle
  };

  HttpConnection(const Address& address, ResponseLimits limits)
      : address_(address), parser_(limits) {}

  // Begins to connect. Progress::none, connected or failed. REQUIRES: closed.
  Progress open();
  // Sends `request`, which has to remain until it is answered. Progress::none or failed.
  // REQUIRES: idle.
  Progress send(std::string_view request, bool head_request);
  // Takes what has come. REQUIRES: not closed.
  Progress proceed();
  void close();

  State state() const { return state_; }
  int fd() const { return fd_.get(); }
  std::uint32_t interest() const;  // EPOLLIN, EPOLLOUT
  const ResponseParser& response() const { return parser_; }
  const std::string& failure() const { return failure_; }
  // Whether it had answered before the request that failed, which had no answer at all: the server
  // has closed it meanwhile, as it may.
  bool was_stale() const { return stale_; }

 private:
  Progress fail(std::string why);
  Progress finish_connecting();
  Progress write();
  Progress read();

  const Address address_;
  ResponseParser parser_;
  State state_ = State::closed;
  sys::Fd fd_;
  std::string_view unsent_;
  bool used_ = false;
  bool stale_ = false;
  std::string failure_;
};

}  // namespace assay::net
