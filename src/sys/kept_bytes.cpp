// SPDX-License-Identifier: Apache-2.0
#include "sys/kept_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::sys {

void KeptBytes::add(std::string_view bytes) {
  bytes_ += bytes.size();
  const std::size_t first = std::min(bytes.size(), kPart - head_.size());
  head_.append(bytes.substr(0, first));
  tail_.append(bytes.substr(first));
  if (tail_.size() > 2 * kPart) shorten_tail(kPart);
}

void KeptBytes::shorten_tail(std::size_t size) {
  if (tail_.size() <= size) return;
  if (!digests_head_) digest_.add(head_);
  digests_head_ = true;
  const std::size_t gone = tail_.size() - size;
  digest_.add(std::string_view(tail_).substr(0, gone));
  tail_.erase(0, gone);
}

Taken KeptBytes::take() {
  shorten_tail(kPart);
  if (!digests_head_) digest_.add(head_);
  digest_.add(tail_);
  digests_head_ = false;
  Taken out;
  out.sha256 = digest_.take();
  out.bytes = std::exchange(bytes_, 0);
  out.text = std::exchange(head_, {});
  const std::uint64_t left_out = out.bytes - out.text.size() - tail_.size();
  if (left_out > 0) out.text += fmt::format("\n[{} bytes left out]\n", left_out);
  out.text += std::exchange(tail_, {});
  return out;
}

}  // namespace assay::sys
