// SPDX-License-Identifier: Apache-2.0
// The values of flags: text to numbers, times, sizes, choices. Pure. Every error names the flag,
// what is wrong and what a right value looks like.
#pragma once
#include "app/compare_options.hpp"
#include "base/result.hpp"
#include "cli/words.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::cli {

Result<std::uint64_t> whole_number(const Given& given, std::uint64_t least);
template <std::uint64_t kLeast>
Result<std::uint64_t> from(const Given& given) {
  return whole_number(given, kLeast);
}
// "30", "500ms", "2min" to ns; some_ns refuses 0.
Result<double> any_ns(const Given& given);
Result<double> some_ns(const Given& given);
// A probability in (0, 0.5): "0.01" or "1%".
Result<double> error_rate(const Given& given);
// A share in percent, with or without the sign: "3" and "3%" are 0.03.
Result<double> percentage(const Given& given);
// "0.5", "0.5%", "50us", "64KiB", "3count", several with commas; each kind at most once.
Result<app::MinEffect> min_effect(const Given& given);
// "0,2-3"
Result<std::vector<int>> cpu_list(const Given& given);
// "", "all-non-zero" or "1,2"
Result<app::ExitPolicy> exit_policy(const Given& given);
Result<std::pair<std::string, std::string>> key_value(const Given& given);
// "null", "pipe", "inherit" or a path that holds a '/'
Result<app::OutputPolicy> output_policy(const Given& given);
// "none", "default" or the words of a shell
Result<app::ShellPolicy> shell_policy(const Given& given);
// Anything but nothing.
Result<std::string> some_text(const Given& given);
// "a,b,c", none of them empty.
Result<std::vector<std::string>> names(const Given& given);

// The value that goes with the word; unknown words get the list and the nearest.
template <typename T>
using Choice = std::pair<std::string_view, T>;
Result<std::size_t> choose(const Given& given, std::span<const std::string> words);
template <typename T, std::size_t N>
Result<T> choice(const Given& given, const Choice<T> (&choices)[N]) {
  std::vector<std::string> words;
  for (const auto& each : choices) words.emplace_back(each.first);
  const auto index = choose(given, words);
  if (!index) return index.error();
  return choices[*index].second;
}

}  // namespace assay::cli
