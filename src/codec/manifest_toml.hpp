// SPDX-License-Identifier: Apache-2.0
// A manifest (docs/manifest.md) to model::Scenario. Strict: whatever it does not know or cannot
// mean is a fault with its line and column, and all faults of a file are told at once.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace assay::codec {

// `file` is the path as given, for messages; `folder` is what relative paths will be counted from
// and is only kept. Keys of [targets.NAME] override the common ones when NAME is the target: the
// `wanted` one, else what `target` says, else the only [targets.NAME], else process. Without a
// `name` the scenario is named after the file. Reads no other file. Any bytes are safe to hand in.
// Faults: usage.
Result<model::Scenario> read_manifest(std::string_view text, const std::string& file,
                                      const std::string& folder,
                                      std::optional<model::Target> wanted = {});

}  // namespace assay::codec
