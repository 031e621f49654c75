// SPDX-License-Identifier: Apache-2.0
// The shape of messages about what a person typed.
#pragma once
#include "base/result.hpp"
#include "base/text.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace assay::app {

inline std::string in_quotes(std::string_view text) {
  return "'" + printable(text) + "'";
}

inline Error bad_usage(std::string what, std::string why, std::string hint) {
  return {.fault = Fault::usage,
          .what = std::move(what),
          .why = std::move(why),
          .hint = std::move(hint)};
}

// "did you mean 'x'?" or nothing.
inline std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto near = nearest(word, candidates);
  return near ? "did you mean '" + *near + "'?" : "";
}

}  // namespace assay::app
