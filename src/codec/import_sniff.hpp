// SPDX-License-Identifier: Apache-2.0
// Which tool wrote a file, by what only that tool writes. Pure.
#pragma once
#include "base/result.hpp"
#include "codec/import.hpp"

#include <string>

namespace assay::codec {

// Faults: usage: content of no source, or of several, all of which are named.
Result<Source> source_of(const std::string& text);

}  // namespace assay::codec
