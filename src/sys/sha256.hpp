// SPDX-License-Identifier: Apache-2.0
// SHA-256 as 64 lower-case hexadecimal digits: which executable was measured, which manifest.
#pragma once
#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace assay::sys {

// Of bytes that come in parts.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  // The digest of what was added since the last call.
  std::string take();

 private:
  struct State;
  struct Free {
    void operator()(State* state) const;
  };
  std::unique_ptr<State, Free> state_;
};

std::string sha256(std::string_view bytes);
// Streams the file, so its size does not matter. Fault: usage when it cannot be read.
Result<std::string> sha256_file(const std::string& path);

}  // namespace assay::sys
