// SPDX-License-Identifier: Apache-2.0
// Stored baselines of `assay run` (docs/baselines.md): --save-baseline, --compare, --baseline-dir,
// --fail-on-regression, --require-baseline, --allow-incomparable.
//
//   open()   once, before anything is measured or written: reads what will be compared with
//   judge()  each finished report, before it is written
//   keep()   each report that may become the new baseline
//   save()   once, at the end
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "model/diff.hpp"
#include "model/report.hpp"
#include "model/scenario.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::app {

struct BaselineOptions {
  std::optional<std::string> save;     // --save-baseline PATH
  std::optional<std::string> compare;  // --compare PATH; not together with `folder`
  std::optional<std::string> folder;   // --baseline-dir DIR: DIR/<os>-<arch>-<target>.json
  bool fail_on_regression = false;     // a regression is exit 1, undecided 3; else only shown
  bool require = false;                // a missing baseline is exit 4
  bool allow_incomparable = false;     // not comparable: advisory instead of exit 4
};

// As in ScenarioRecord: a baseline holds at most one report of each.
struct ScenarioKey {
  std::string name;
  std::string target;
};

struct Judged {
  std::optional<model::Diff> diff;  // none where nothing was compared with
  Exit exit = Exit::pass;           // what it contributes
  std::vector<std::string> notes;   // for standard error, a line each
};

class Baselines {
 public:
  // `scenarios`: all that will run. One is saved as a pretty report, several as NDJSON.
  // Faults: usage (unreadable, FILE:LINE cut short, newer schema, two reports of one scenario, a
  // single report of another scenario, --compare with --baseline-dir), baseline (--compare names no
  // file), internal.
  static Result<Baselines> open(const BaselineOptions& options,
                                const std::vector<ScenarioKey>& scenarios);
  Baselines(Baselines&&) noexcept;
  Baselines& operator=(Baselines&&) noexcept;
  ~Baselines();

  // Fills report.baseline, adds unpaired comparisons and checks ("baseline wall p50"), and sets
  // report.verdict where a run had none of its own. REQUIRES: report.scenario.
  Judged judge(model::Report& report, std::span<const model::Tolerance> tolerances) const;

  // Into the draft of --save-baseline; a report that is not complete or whose output was wrong is
  // left out, and save() says so.
  Result<void> keep(const model::Report& report);
  // Makes the draft the baseline. Remarks: "Saved baseline → PATH". Nothing without
  // --save-baseline.
  Result<std::vector<std::string>> save();

 private:
  struct State;
  explicit Baselines(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// DIR/linux-x86_64-process.json; words of the machine sanitised to [a-z0-9_.-].
std::string baseline_path(const std::string& folder, const std::string& target);

}  // namespace assay::app
