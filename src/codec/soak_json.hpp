// SPDX-License-Identifier: Apache-2.0
// A soak as JSON: assay.soak/1 (docs/soak.md, docs/soak.schema.json), and what other documents take
// from it.
#pragma once
#include "base/result.hpp"
#include "codec/sink.hpp"
#include "model/overhead.hpp"
#include "model/soak.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

// `exit`: the code that the command ends with.
Result<void> write_soak(const model::SoakResult& result, int exit, const Sink& sink);

// The fields of the soak_summary.json that the harness of the artifact contract wrote, one object:
// the member `reference` of the whole document, on its own.
std::string soak_summary_json(const model::SoakResult& result);

struct SoakBudgets {
  double rss_growth_mb = 128;  // at most
  double drop_rate_pct = 0.1;  // to be below
};

// The rows soak_runtime/rss_growth_mb and soak_runtime/ringbuf_drop_rate_pct of the SLO table. What
// they hold is made anew from the polls and held against the budgets given here. A soak that is no
// whole one, or in which a condition of a sound soak or the volume failed, gives rows without
// figures, `missing`: it never scores 0 %. `evidence` is the file's name, for the rows.
// Faults: usage (no soak, malformed, figures that do not follow from its own polls).
Result<std::vector<model::SloRow>> read_soak_rows(std::string_view json, std::string evidence,
                                                  const SoakBudgets& budgets = {});

}  // namespace assay::codec
