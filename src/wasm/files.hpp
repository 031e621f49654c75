// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>

namespace assay::wasm {

// The whole file; false, and `error` says why, when it cannot be read or is longer than `most`.
bool read_file(const std::string& path, std::size_t most, std::string& out, std::string& error);

}  // namespace assay::wasm
