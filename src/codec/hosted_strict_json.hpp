// SPDX-License-Identifier: Apache-2.0
// What a hosted runner and a strict host say together: assay.hosted-strict/1, docs/artifacts.md,
// docs/hosted-strict.schema.json.
#pragma once
#include "model/hosted_strict.hpp"

#include <string>
#include <string_view>

namespace assay::codec {

std::string hosted_strict_json(const model::HostedStrict& judged, int exit);

}  // namespace assay::codec
