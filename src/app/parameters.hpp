// SPDX-License-Identifier: Apache-2.0
// Values of parameters: ranges in exact decimals, lists, and filling {name} into text. Pure.
#pragma once
#include "app/compare_options.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::app {

inline constexpr std::size_t kMaxValues = 10'000;

// MIN, MIN + STEP, ... up to MAX, written with as many decimals as MIN and STEP have, as hyperfine
// does: 0.1 0.3 by 0.1 gives 0.1, 0.2, 0.3. Without a step, whole numbers count by one and others
// are an error. Up to 18 digits. Faults (usage): no numbers, MAX < MIN, a step that is not above 0,
// more than kMaxValues values.
Result<std::vector<std::string>> range_values(std::string_view name, std::string_view min,
                                              std::string_view max,
                                              std::optional<std::string_view> step);

// "a,b,c" at its commas; "\," is a comma and "\\" a backslash. Faults (usage): an empty text.
Result<std::vector<std::string>> list_values(std::string_view name, std::string_view values);

// A name that can stand between braces. Faults: usage.
Result<void> check_parameter_name(std::string_view name);

using Values = std::span<const std::pair<std::string, std::string>>;

// `text` with every {name} replaced, in one pass: braces inside a value stay as they are.
std::string fill_in(std::string_view text, Values values);
bool mentions(std::string_view text, std::string_view name);

// Every combination, the first parameter changing fastest; one empty combination without any.
// Faults (usage): two of one name, more than kMaxValues combinations.
Result<std::vector<std::vector<std::pair<std::string, std::string>>>> combinations(
    std::span<const Parameter> parameters);

}  // namespace assay::app
