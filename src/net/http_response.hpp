// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 response as it comes in, piece by piece (RFC 9112). Pure; made for input from a
// program that may be wrong or hostile: everything is bounded, and what is ambiguous is an error.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::net {

struct ResponseLimits {
  std::size_t head = std::size_t{64} << 10;  // status line and headers, trailers likewise
  std::size_t body = std::size_t{64} << 20;
};

class ResponseParser {
 public:
  enum class State { reading, done, failed };

  explicit ResponseParser(ResponseLimits limits = {}) : limits_(limits) {}

  // Ready for the next response. `head_request`: it answers a HEAD, so that no body follows.
  void reset(bool head_request = false);
  // Takes from `bytes` what belongs to this response and says how much that was; anything behind it
  // is left, which is everything once the state is not `reading`.
  std::size_t feed(std::string_view bytes);
  // The connection has ended: completes a body that has no length of its own, else fails.
  void end();

  State state() const { return state_; }
  bool started() const { return started_; }                // a first byte has come
  const std::string& failure() const { return failure_; }  // in words, once failed

  int status() const { return status_; }
  const std::string& body() const { return body_; }
  // Whether another request may follow on the connection. REQUIRES: done.
  bool keeps_alive() const { return keeps_alive_ && part_ != Part::until_end; }

 private:
  enum class Part { head, counted, chunk_size, chunk, chunk_end, trailers, until_end };

  bool take_line(std::string_view& bytes);
  void use_line();
  void use_status_line();
  void use_header();
  void use_chunk_size();
  void head_is_complete();
  void take_body(std::string_view& bytes);
  void fail(std::string why);

  ResponseLimits limits_;
  State state_ = State::reading;
  Part part_ = Part::head;
  bool head_request_ = false;
  bool started_ = false;
  bool keeps_alive_ = true;
  bool chunked_ = false;
  bool has_length_ = false;
  int status_ = 0;
  int interim_ = 0;           // 1xx responses that came before
  std::uint64_t length_ = 0;  // as announced
  std::uint64_t left_ = 0;    // of a counted body or a chunk
  std::size_t head_bytes_ = 0;
  std::string line_;
  std::string body_;
  std::string failure_;
};

}  // namespace assay::net
