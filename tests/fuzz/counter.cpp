// SPDX-License-Identifier: Apache-2.0
// What an agent says of itself: "SOURCE\nDOCUMENT". Whatever comes, there is a finite number or a
// reason why there is none.
#include "codec/counter_source.hpp"
#include "fuzz/expect.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || end > 200) return 0;
  const auto source = codec::parse_counter(text.substr(0, end), model::CounterRole::delivered);
  if (!source) {
    fuzz::expect(source.error().fault == Fault::usage && !source.error().hint.empty());
    return 0;
  }
  fuzz::expect(!source->name.empty() && !source->where.empty());
  const auto reading = codec::read_counter(*source, text.substr(end + 1));
  const bool good = reading.trouble == model::CounterTrouble::none;
  fuzz::expect(good == std::isfinite(reading.value));
  fuzz::expect(good ? reading.value >= 0 : !reading.why.empty());
  return 0;
}
