// SPDX-License-Identifier: Apache-2.0
// The load generator: requests to one server over kept-alive connections, a slice at a time.
//
// Closed loop: each connection asks again once it was answered; latency counts from the asking.
// Open loop: requests are due at a rate, whatever the server does. One that finds every connection
// busy waits for one, and its latency still counts from when it was due: what a stall delayed is in
// the figures (no coordinated omission). How late the generator itself was, where a connection was
// free, is told apart.
//
// A request that failed (broken connection, no answer in time) counts as one that took the timeout:
// a server that drops requests must not look fast. Used by one thread.
#pragma once
#include "base/result.hpp"
#include "net/address.hpp"
#include "net/event_loop.hpp"
#include "net/http_connection.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::net {

struct LoadOptions {
  Address address;
  std::string request;  // request_bytes()
  bool head_request = false;
  bool idempotent = true;  // may be sent again when a kept-alive connection was stale
  std::uint32_t connections = 1;
  std::optional<double> rate;  // requests a second; absent: closed loop
  double timeout_ns = 30e9;    // of one request, and of what is left when a slice has ended
  int status = 200;            // of every response
  // What is wrong with a body, "" when nothing is. Asked for bodies that differ from the latest
  // right one.
  std::function<std::string(std::string_view body)> check;
};

struct LoadSlice {
  double duration_ns = 0;   // in which requests are sent
  std::uint64_t least = 1;  // requests; the slice gets longer where fewer fit
  int interrupt_fd = -1;    // readable: stop at once
  int server_fd = -1;       // readable: the server has gone, stop at once
};

// Called for each request, in the order of their ends.
struct LoadSink {
  std::function<void(double ns)> latency;
  std::function<void(double ns)> generator_lag;
};

struct LoadResult {
  enum class End { complete, interrupted, server_gone };
  End end = End::complete;
  std::uint64_t answered = 0;    // wrong answers included
  std::uint64_t wrong = 0;       // another status or body than expected
  std::uint64_t failed = 0;      // no answer
  std::uint64_t reconnects = 0;  // connections made anew, the server having closed one
  double elapsed_ns = 0;         // first request to last answer
  std::string first_wrong;       // what was wrong, and
  std::string first_failure;     // why there was no answer; "" when all is well
};

class Load {
 public:
  static Result<Load> make(LoadOptions options);

  LoadResult run(const LoadSlice& slice, const LoadSink& sink);
  // The body of the first wrong answer of the latest slice, else of its last one.
  const std::string& body() const;
  // Closes all connections, before the server does: so the server can listen there again at once.
  void disconnect();

 private:
  struct Client {
    HttpConnection connection;
    bool active = false;       // has a request, sent or waiting for the connection to be made
    bool again = false;        // that request is sent a second time, over a new connection
    double due_ns = 0;         // of its request
    double began_ns = 0;       // when its request was sent, or would have been but for connecting
    double free_ns = 0;        // since when it has no request
    double rest_until_ns = 0;  // after a failure, so that a dead server is not hammered
    bool connected_before = false;
    std::uint32_t watched = 0;  // what the event loop waits for on its descriptor
  };

  Load(LoadOptions options, EventLoop loop);
  void connect_all();
  void give_out(double now);
  void begin(std::uint32_t index, double due);
  void ask(std::uint32_t index);
  void open(std::uint32_t index);
  void look_at(std::uint32_t index, HttpConnection::Progress progress);
  void answered(Client& client);
  void failed(std::uint32_t index, const std::string& why);
  void release(std::uint32_t index);
  void expire(double now);
  bool stopped(std::uint32_t token);
  double next_due() const;
  double deadline(double now) const;
  bool all_sent(double now) const;

  static constexpr std::uint32_t kInterrupt = 1u << 30;
  static constexpr std::uint32_t kServer = kInterrupt + 1;

  LoadOptions options_;
  EventLoop loop_;
  std::vector<Client> clients_;
  std::deque<std::uint32_t> free_;  // the longest free first
  std::string right_body_;          // the latest that was checked and right
  bool has_right_body_ = false;
  std::uint32_t latest_ = 0;  // client of the latest answer
  std::optional<std::string> wrong_body_;
  // Of the slice that runs:
  const LoadSink* sink_ = nullptr;
  LoadResult result_;
  double start_ns_ = 0, end_ns_ = 0;
  std::uint64_t wanted_ = 0;  // requests, at least
  std::uint64_t begun_ = 0;
  std::uint32_t active_ = 0;
};

}  // namespace assay::net
