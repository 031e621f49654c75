// SPDX-License-Identifier: Apache-2.0
// Where the results of `assay run` go while they come in: standard output, the report file, the
// documents for CI and the verdict file.
#pragma once
#include "app/outcome.hpp"
#include "app/run_options.hpp"
#include "base/result.hpp"
#include "model/diff.hpp"
#include "model/report.hpp"
#include "model/run_summary.hpp"
#include "report/style.hpp"
#include "sys/file.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay::app {

class RunOutputs {
 public:
  // Opens what will be written, so that a path that cannot work is told before anything is
  // measured. One scenario makes a report with members on lines, several one a line each.
  static Result<RunOutputs> open(const RunOptions& options, const Surroundings& surroundings,
                                 std::size_t scenarios);

  // A finished scenario. `diff`: with its stored baseline; `ended`: what cut it short.
  Result<void> add(const model::Report& report, const std::optional<model::Diff>& diff,
                   const std::optional<Error>& ended);
  // A scenario without a report: why.
  Result<void> add_failure(const std::string& name, const Error& error);
  // The closing words, and everything that is written once.
  Result<void> finish(const model::RunSummary& summary);

  // Whether standard output is a document's, and talk belongs elsewhere.
  bool prints_document() const { return json_ || document_; }

 private:
  RunOutputs(const RunOptions& options, const Surroundings& surroundings, std::size_t scenarios);
  report::TextStyle style() const;
  std::string as_text(const model::Report& report, const std::optional<model::Diff>& diff) const;
  std::string as_text(const std::string& name, const Error& error) const;
  Result<std::string> as_json(const model::Report& report) const;
  Result<void> print(std::string_view text);

  const RunOptions* options_;
  const Surroundings* surroundings_;
  std::size_t scenarios_;
  bool json_ = false;      // reports on standard output
  bool document_ = false;  // a document for CI on standard output
  bool printed_ = false;   // some text
  std::optional<sys::DurableFile> file_;
  report::CiDocument ci_;
};

}  // namespace assay::app
