// SPDX-License-Identifier: Apache-2.0
// Applies the rules of a gate to reports, one at a time, so that ten thousand need not be in memory
// together. Pure: the date and the stored baselines are handed in.
#pragma once
#include "model/gate_result.hpp"
#include "model/report.hpp"
#include "model/rules.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace assay::gate {

// What a report without a baseline arm is held against.
struct StoredBaseline {
  const model::Report* report = nullptr;  // null: there is none for this scenario
  std::string source;                     // its file; empty: none was named
};
using FindBaseline = std::function<StoredBaseline(const model::Report&)>;

// The name that rules match a report by: its scenario's, else the command's that made it.
std::string scenario_of(const model::Report& report);

class Judge {
 public:
  // `rules` must outlive the judge. `today`: UTC, YYYY-MM-DD.
  Judge(const model::GateRules& rules, std::string today, FindBaseline baseline);

  // Reports of one scenario may come several times: each is judged, and each must pass. A report
  // that failed or was interrupted never passes.
  void add(const model::Report& report, const std::string& source);

  // What every rule came to, the ones that matched nothing and mutes that are past included.
  // Spends the judge.
  model::GateResult finish();

 private:
  // How near a rule came to matching anything.
  enum class Reach { nothing, scenario, metric, all };

  void judge_run(const model::Report& report, const std::string& source);
  void judge_rule(std::size_t index, const model::Report& report, const std::string& source);
  void keep(const model::GateRule* rule, model::GateCheck check);
  bool expired(const model::Mute& mute) const { return mute.until < today_; }
  std::string why_nothing(const model::GateRule& rule, Reach reach) const;

  const model::GateRules& rules_;
  std::string today_;
  FindBaseline baseline_;
  model::GateResult result_;
  std::vector<Reach> reach_;  // by rule
  std::set<std::string> scenarios_, metrics_, arms_;
};

}  // namespace assay::gate
