// SPDX-License-Identifier: Apache-2.0
// From the rows of another tool to benchmarks, and from a benchmark to a report of kind "import".
// Pure.
#pragma once
#include "base/result.hpp"
#include "codec/import.hpp"
#include "model/report.hpp"

#include <vector>

namespace assay::codec {

// One row a benchmark. Repetitions become samples of one; aggregates of a benchmark that has
// samples are dropped, because they say nothing more, else they become its summary. Of sources that
// do not repeat a benchmark in rows, a second one of the same name is called "NAME#2". Faults:
// usage: one metric in two units, nothing that a summary has.
Result<std::vector<ImportedRow>> merged(const Imported& imported);

// An arm "candidate" of the samples, or with the summaries where there are none; summaries of
// samples are left to report::summarise(), run_id and tool to the caller.
model::Report report_of(const ImportedRow& benchmark, const Imported& imported);

}  // namespace assay::codec
