// SPDX-License-Identifier: Apache-2.0
// assay-wasm's end of the socket. Blocks; once the harness is gone the process exits.
#pragma once
#include "wasm/protocol.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::wasm {

class Wire {
 public:
  explicit Wire(int socket) : socket_(socket) {}

  void receive(void* bytes, std::size_t size);
  template <typename T>
  T receive() {
    T out{};
    receive(&out, sizeof out);
    return out;
  }
  std::vector<char> receive_bytes(std::size_t size);

  // A message of a struct and what follows it.
  template <typename T>
  void send(Kind kind, const T& value, std::string_view rest = {}) {
    const Header header{kind, static_cast<std::uint32_t>(sizeof value + rest.size())};
    send(&header, sizeof header);
    send(&value, sizeof value);
    send(rest.data(), rest.size());
  }
  void send_output(std::string_view bytes);

 private:
  void send(const void* bytes, std::size_t size);
  int socket_;
};

// Strings that follow one another, each with its end, in bytes that may be anything.
class Strings {
 public:
  explicit Strings(std::string_view bytes) : left_(bytes) {}
  std::string next();

 private:
  std::string_view left_;
};

}  // namespace assay::wasm
