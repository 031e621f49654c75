// SPDX-License-Identifier: Apache-2.0
// Profiles of workloads as JSON (docs/workload.md): the keys of the artifact contract, and ours.
#pragma once
#include "base/result.hpp"
#include "model/op_profile.hpp"

#include <string>
#include <string_view>

namespace assay::codec {

std::string write_op_profile(const model::OpProfile& profile);
// Types strictly: no member twice, no number in quotes, no negative count; members that are not
// known are passed over. The histogram must be by growing duration, without empty counts. Whether
// one number follows from the others is not looked at. Faults: usage, with the path to the member.
Result<model::OpProfile> read_op_profile(std::string_view json);

}  // namespace assay::codec
