// SPDX-License-Identifier: Apache-2.0
// Any bytes as the profile of a workload: a fault of the user's, or a profile that can be written
// and read again with the same counts.
#include "codec/op_profile_json.hpp"
#include "fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read =
      codec::read_op_profile(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!read) {
    fuzz::expect(read.error().fault == Fault::usage);
    return 0;
  }
  const auto again = codec::read_op_profile(codec::write_op_profile(*read));
  fuzz::expect(again.has_value());
  fuzz::expect(again->histogram == read->histogram);
  fuzz::expect(again->operations == read->operations && again->seconds == read->seconds);
  return 0;
}
