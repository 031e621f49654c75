// SPDX-License-Identifier: Apache-2.0
// Where bytes go: a file being written, a string, a pipe. Called with up to 64 KiB at a time; after
// the first error it is not called again.
#pragma once
#include "base/result.hpp"

#include <functional>
#include <string_view>

namespace assay::codec {

using Sink = std::function<Result<void>(std::string_view)>;

}  // namespace assay::codec
