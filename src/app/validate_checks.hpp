// SPDX-License-Identifier: Apache-2.0
// The checks of `assay validate` on documents that were read: pure. A check that lacks a figure
// because another one has told of it already says nothing, so that every fault is told once.
#pragma once
#include "codec/json_document.hpp"
#include "model/artifacts.hpp"
#include "model/report.hpp"
#include "model/validation.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::app {

// What was read, by the contract's names; a file that could not be is absent.
struct ArtifactSet {
  std::map<std::string_view, codec::JsonDocument> documents;
  std::map<std::string_view, std::string> texts;  // every file as it is
  std::map<std::string_view, std::string> paths;  // as messages name it
  std::shared_ptr<const model::Report> report;

  const codec::JsonDocument* find(std::string_view name) const {
    const auto found = documents.find(name);
    return found == documents.end() ? nullptr : &found->second;
  }
  bool has(std::string_view name) const { return documents.contains(name); }
  // Written by assay, which adds its keys to the reference's.
  bool is_ours(std::string_view name) const { return has(name) && find(name)->has("/schema"); }
};

using Faults = std::vector<model::ValidationFault>;

// One document of a set, and where its faults go.
class Checked {
 public:
  using Number = std::optional<double>;
  // REQUIRES: the set holds `name`; set and faults outlive this.
  Checked(const ArtifactSet& set, std::string_view name, Faults& faults)
      : document_(*set.find(name)), file_(set.paths.at(name)), faults_(faults) {}

  const codec::JsonDocument* operator->() const { return &document_; }
  const codec::JsonDocument& document() const { return document_; }
  Number number(const std::string& pointer) const { return document_.number(pointer); }
  // A number or null, as the schema has it: what may be compared.
  bool comparable(const std::string& pointer) const {
    return document_.is_null(pointer) || document_.number(pointer).has_value();
  }
  void fault(std::string pointer, std::string_view code, std::string what) const {
    faults_.push_back({file_, std::move(pointer), 0, code, std::move(what)});
  }
  // The figure there must be `expected` (absent: null) but for rounding; `source` says what gives
  // that: "with_agent / baseline". `slack` is allowed besides.
  void follows(const std::string& pointer, const Number& expected, std::string_view source,
               std::string_view code = model::fault_code::kDerived, double slack = 0) const;
  // The ends of an interval there, likewise.
  void interval_follows(const std::string& pointer, const Number& lower, const Number& upper,
                        std::string_view source) const;
  // The interval there must be in order and hold `estimate`.
  void holds_estimate(const std::string& pointer, const Number& estimate) const;
  const std::string& file() const { return file_; }

 private:
  const codec::JsonDocument& document_;
  const std::string& file_;
  Faults& faults_;
};

// But for what rounding in the last places makes of a figure that was computed another way.
bool same_figure(double a, double b, double slack = 0);

// A profile on its own: order of percentiles, label, histogram (docs/artifacts.md).
void check_profile(const Checked& profile, bool with_agent);
// Both sides of one: measured alike, and the agent's figures are the baseline's times the ratio.
void check_profiles(const Checked& baseline, const Checked& with_agent);
// What is derived in open_compare.json ("") or in a row of the suite ("/benchmarks/2").
void check_cost(const Checked& document, const std::string& at);
void check_suite(const Checked& suite);
// The rows of the SLO table on their own: which, in which order, statuses, verdict.
void check_summary(const Checked& summary);
// One figure in several files: profiles, open_compare, suite, SLO table.
void check_across(const ArtifactSet& set, Faults& faults);
// The full report against all others.
void check_report(const ArtifactSet& set, Faults& faults);
// One run, and the pages of Markdown as the JSON makes them.
void check_run(const ArtifactSet& set, Faults& faults);
void check_pages(const ArtifactSet& set, Faults& faults);
// All of the above, as far as the set goes.
void check_all(const ArtifactSet& set, Faults& faults);

// Both p95 gates, the rows of the suite, and the SLO table's verdict where there is one.
struct RatioLimits {
  double open_p95 = 1.05;
  double connect_p95 = 1.05;
};
std::vector<model::ValidationGate> gates_of(const ArtifactSet& set, const RatioLimits& limits);

}  // namespace assay::app
