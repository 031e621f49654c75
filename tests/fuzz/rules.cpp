// SPDX-License-Identifier: Apache-2.0
// Any bytes as the rules of a gate: at least one rule, or a fault of the user's that names a place
// in the file.
#include "codec/rules_toml.hpp"
#include "fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = codec::read_rules(text, "r.toml");
  if (read) {
    fuzz::expect(!read->rules.empty());
    return 0;
  }
  fuzz::expect(read.error().fault == Fault::usage);
  fuzz::expect(read.error().what.starts_with("r.toml:"));
  return 0;
}
