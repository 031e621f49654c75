// SPDX-License-Identifier: Apache-2.0
// SHA-256 as 64 lower-case hexadecimal digits: which executable was measured, which manifest.
#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace assay::sys {

std::string sha256(std::string_view bytes);
// Streams the file, so its size does not matter. Fault: usage when it cannot be read.
Result<std::string> sha256_file(const std::string& path);

}  // namespace assay::sys
