// SPDX-License-Identifier: Apache-2.0
// The sequential rule of docs/decision.md: e-processes on paired differences, looked at after
// every round. Pure. d is log(arm/baseline) for ratio metrics and arm - baseline else, negated for
// metrics where higher is better: positive is worse. Everything here is in units of d.
#pragma once
#include "stats/scale.hpp"
#include "stats/slow_path.hpp"
#include "stats/wager.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace assay::stats {

struct Rule {
  double alpha = 0.01;
  double delta = 0.00995033085316808;    // min_effect in units of d, 0 or more; log 1.01
  unsigned comparisons = 1;              // m: gated comparisons of the run
  double tail_share = 0.1;               // share of alpha spent on proving slow paths
  double scale_floor = 1e-4;             // smallest scale, in units of d; > 0
  double slow_run = 0.6931471805599453;  // d of a run that is slow in full; log 2
  double slow_share = 1.0 / 7;      // mean share of them to exclude before `equivalent` or `lower`
  std::size_t min_equivalent = 30;  // no `equivalent` before this many rounds

  // Capitals at which a claim is proven. Claims that must hold for all m comparisons at once
  // (equivalent, within budget) need that alone; any other, m times as much.
  double shift_threshold() const { return 2 / ((1 - tail_share) * alpha); }
  double slow_path_threshold() const { return 1 / (tail_share * alpha); }
  double no_slow_path_threshold() const { return 1 / alpha; }
};

// One round: its difference, and its level, a number that is the same whichever arm was which and
// grows with both: log(baseline) + log(arm) for ratio metrics, baseline + arm else; NaN if unknown.
struct Round {
  double d;
  double level = std::numeric_limits<double>::quiet_NaN();
};

// slow_path: worse by runs that are slow now and then, though no shift is proven.
enum class Finding { undecided, higher, lower, equivalent, slow_path };

struct Range {
  double lower;  // may be -inf / +inf; empty() when no shift survives
  double upper;
  bool empty() const { return !(lower <= upper); }
};

// One comparison, fed a round at a time. add() costs O(1) amortised; standing() some passes over
// all rounds, kept for the next call (so const calls are not thread-safe).
class PairedSequence {
 public:
  explicit PairedSequence(Rule rule);
  // A difference that is not finite is no round: it is counted in skipped() and left out. Which
  // rounds are left out must not depend on which arm the oddity was in.
  void add(Round round);
  void add(double d) { add(Round{d}); }
  std::size_t rounds() const { return values_.size(); }
  std::size_t skipped() const { return skipped_; }
  // The first decision reached; it never changes afterwards (the e-processes' maxima only grow),
  // except from undecided, and from equivalent or lower to slow_path when that is proven later.
  Finding finding() const { return finding_; }
  // Proven that less than slow_share of the runs are slow in full. Without it no comparison is
  // `equivalent` or `lower`, whatever its typical run.
  bool slow_path_excluded() const {
    return slow_path_.excluded() >= rule_.no_slow_path_threshold();
  }
  // The typical run is settled, and only a slow path is neither proven nor excluded.
  bool awaits_slow_path() const {
    return finding_ == Finding::undecided && leaning() != Finding::undecided;
  }
  // {theta : not rejected on either side at m * shift_threshold}, rounded outward.
  Range interval() const { return standing().interval; }
  // theta where the evidence for more and for less balances; none before the fifth round or where
  // the interval is empty. Biased outward when a decision has just stopped the run.
  std::optional<double> estimate() const { return standing().estimate; }
  struct Standing {
    Range interval;
    std::optional<double> estimate;
    std::size_t rounds;  // that it was computed from
  };
  const Standing& standing() const;
  // The same, or an earlier one of at most a tenth fewer rounds, whose interval is the wider:
  // cheap enough to be shown while rounds come in.
  const Standing& recent_standing() const;
  // The e-processes about one shift: capitals of the bets that the true one lies above or below it,
  // now and at their highest. A pass over the rounds.
  struct Evidence {
    double above, below;
    double best_above, best_below;
  };
  Evidence evidence(double theta) const;
  // Held against a budget b (in units of d): 1 proven above, -1 proven below, 0 open. O(1) for a
  // watched budget, a pass over the rounds for any other.
  int against(double b) const;
  // Keeps the evidence against budget b up to date from now on.
  void watch(double b);
  // Largest share of slow runs that could have gone unseen: 1 - alpha^(1/n).
  double unseen_slow_share() const;
  // Smallest shift that the same residuals, shifted, would have let this rule call `higher`; none
  // where no shift would have.
  std::optional<double> smallest_detectable() const;
  // How near the nearest decision is, 0 to 1, on the scale of log evidence, which grows about
  // linearly in rounds. 1 when decided.
  double evidence_share() const;
  const std::vector<double>& values() const { return values_; }
  const Rule& rule() const { return rule_; }

 private:
  // Both games about one shift.
  struct Duel {
    double theta;
    Wager above{}, below{};
    void add(double d, const Bets& bets) {
      above.add(d - theta, bets);
      below.add(theta - d, bets);
    }
  };

  Finding leaning() const;
  void decide();
  template <typename Visit>
  void each_round(Visit visit) const;
  Duel replayed(double theta) const;
  bool rejected(double theta, double direction) const;
  double edge(double direction) const;
  Range find_interval() const;
  double find_estimate() const;

  Rule rule_;
  std::vector<double> values_;
  std::vector<float> scales_;  // of each round, as it was bet with; 0 before any was known
  TypicalScale typical_;
  LocalScale local_;
  Duel at_upper_, at_lower_;  // at delta, at -delta
  std::vector<Duel> watched_;
  SlowPath slow_path_;
  std::size_t skipped_ = 0;
  Finding finding_ = Finding::undecided;
  mutable std::optional<Standing> standing_;
};

// Rounds after which data all on one side first decide anything.
std::size_t fewest_rounds(const Rule& rule);
// Median rounds to call a true shift in normal noise of this standard deviation `higher`, by a
// quick simulation with fixed seeds; none where most runs end otherwise or pass 2,000 rounds.
std::optional<std::size_t> expected_rounds(const Rule& rule, double shift, double sd);

}  // namespace assay::stats
