// SPDX-License-Identifier: Apache-2.0
// Profiles of workloads as JSON (docs/workload.md): the keys of the artifact contract, and ours.
#pragma once
#include "base/result.hpp"
#include "model/op_profile.hpp"

#include <string>
#include <string_view>

namespace assay::codec {

std::string write_op_profile(const model::OpProfile& profile);
// Faults: usage.
Result<model::OpProfile> read_op_profile(std::string_view json);

}  // namespace assay::codec
