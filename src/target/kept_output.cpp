// SPDX-License-Identifier: Apache-2.0
#include "target/kept_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::target {

void KeptOutput::add(std::string_view bytes) {
  bytes_ += bytes.size();
  digest_.add(bytes);
  const std::size_t first = std::min(bytes.size(), kPart - head_.size());
  head_.append(bytes.substr(0, first));
  tail_.append(bytes.substr(first));
  if (tail_.size() > 2 * kPart) tail_.erase(0, tail_.size() - kPart);
}

void KeptOutput::take(Captured& to) {
  if (tail_.size() > kPart) tail_.erase(0, tail_.size() - kPart);
  to.output_bytes = std::exchange(bytes_, 0);
  to.output = std::exchange(head_, {});
  const std::uint64_t left_out = to.output_bytes - to.output.size() - tail_.size();
  if (left_out > 0) to.output += fmt::format("\n[{} bytes left out]\n", left_out);
  to.output += std::exchange(tail_, {});
  to.output_sha256 = digest_.take();
}

}  // namespace assay::target
