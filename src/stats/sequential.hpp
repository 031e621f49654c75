// SPDX-License-Identifier: Apache-2.0
// The sequential rule of docs/decision.md (shared/verdict.md): e-processes on paired differences,
// looked at after every round. Pure. d is log(arm/baseline) for ratio metrics, arm - baseline else;
// everything here is in units of d, and "higher d" means "more", so that callers of metrics where
// higher is better swap regression and improvement.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

namespace assay::stats {

struct Rule {
  double alpha = 0.01;
  double delta = 0.00995033085316808;  // min_effect in units of d; log 1.01
  unsigned comparisons = 1;            // m: gated comparisons of the run
  double tail_share = 0.2;             // share of alpha spent on the tail rule
  double scale_floor = 1e-4;           // smallest MAD scale, in units of d
  std::size_t min_equivalent = 30;     // no `equivalent` before this many rounds
};

enum class Finding { undecided, higher, lower, equivalent, slow_path };  // slow_path: higher, by the tail

struct Range {
  double lower;  // may be -inf / +inf; empty() when no shift survives
  double upper;
  bool empty() const { return !(lower <= upper); }
};

// One comparison, fed a round at a time. add() costs O(1) amortised; interval() O(rounds).
class PairedSequence {
 public:
  explicit PairedSequence(Rule rule);
  void add(double d);
  std::size_t rounds() const { return values_.size(); }
  // The first decision reached; it never changes afterwards (the e-processes' maxima only grow),
  // except from undecided, and from equivalent to slow_path when the tail speaks later.
  Finding finding() const;
  // {theta : not rejected on either side at c*m}, rounded outward.
  Range interval() const;
  // theta where E+ = E-; none before the fifth round or where the interval is empty.
  std::optional<double> estimate() const;
  // Held against a budget b (in units of d): 1 proven above, -1 proven below, 0 open.
  int against(double b) const;
  // Largest share of slow runs that could have gone unseen: 1 - alpha^(1/n).
  double unseen_slow_share() const;
  // Smallest shift that the same residuals, shifted, would have let this rule call `higher`.
  std::optional<double> smallest_detectable() const;
  const std::vector<double>& values() const { return values_; }
  const Rule& rule() const { return rule_; }

 private:
  // (implementation's business)
  Rule rule_;
  std::vector<double> values_;
};

// Rounds after which all-of-one-sign data first decides, and the expected rounds to find a true
// shift in noise of the given sd, by a quick deterministic simulation (for "what it can see").
std::size_t fewest_rounds(const Rule& rule);
std::optional<std::size_t> expected_rounds(const Rule& rule, double shift, double sd);

}  // namespace assay::stats
