// SPDX-License-Identifier: Apache-2.0
// The JSON artifacts of an overhead run: docs/artifacts.md and the schemas beside it. Each holds
// the keys of the contract, as the reference spells them, and ours. Times are in microseconds, not
// rounded; what is not known, or not bounded, is null. Each ends in a newline.
#pragma once
#include "model/artifacts.hpp"
#include "model/overhead.hpp"

#include <span>
#include <string>
#include <string_view>

namespace assay::codec {

// open_compare.json, assay.open-compare/1. REQUIRES: the result holds open_close.
std::string open_compare_json(const model::OverheadResult& result);
// {open,connect}_{baseline,with_agent}.json, assay.arm-profile/1. `merged`: percentiles of the
// histogram, all rounds together.
std::string arm_profile_json(const model::OverheadResult& result, const model::ArmProfile& arm,
                             const model::ArmProfile::Figures& merged);
// workload_suite.json, assay.workload-suite/1: a row a workload, in the order of the result.
std::string workload_suite_json(const model::OverheadResult& result);
// perf-slo-summary.json, assay.slo-summary/1.
std::string slo_summary_json(const model::OverheadResult& result);
// MANIFEST, assay.artifacts/1.
std::string artifact_manifest_json(std::string_view run_id, std::string_view created,
                                   std::span<const model::ArtifactEntry> files);

}  // namespace assay::codec
