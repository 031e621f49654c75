// SPDX-License-Identifier: Apache-2.0
// Reports in the formats of other tools (docs/import.md). Pure. Reports come one at a time, so that
// ten thousand need not be held together.
#pragma once
#include "base/result.hpp"
#include "model/report.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

enum class ExportFormat { bmf, hyperfine, google_benchmark, custom_smaller, openmetrics };

struct Exporter {
  virtual ~Exporter() = default;
  // What the format can hold of a report; how many figures that was. REQUIRES: the arms hold their
  // summaries. Faults: usage: a name that is there already.
  virtual Result<std::size_t> add(const model::Report& report) = 0;
  // The whole document. Nothing may be added after it.
  virtual std::string finish() = 0;
};

// `metrics`: those to take; empty = all.
std::unique_ptr<Exporter> make_exporter(ExportFormat format, std::vector<std::string> metrics);

}  // namespace assay::codec
