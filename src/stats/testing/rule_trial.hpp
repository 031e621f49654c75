// SPDX-License-Identifier: Apache-2.0
// A rule on trial: what must hold of any rule that may call a verdict after every round. The suite
// holds the shipped rule to it, and feeds it rules that are broken on purpose, which must fail.
#pragma once
#include "stats/summary.hpp"
#include "stats/testing/noise.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

namespace assay::stats::testing {

class Candidate {
 public:
  virtual ~Candidate() = default;
  virtual void add(Round round) = 0;
  virtual Finding finding() const = 0;
  virtual Range interval() const = 0;
};
// Makes a fresh candidate that judges with this alpha and smallest effect.
using MakeCandidate = std::function<std::unique_ptr<Candidate>(const Rule&)>;

class Sequential : public Candidate {
 public:
  explicit Sequential(const Rule& rule) : sequence_(rule) {}
  void add(Round round) override { sequence_.add(round); }
  Finding finding() const override { return sequence_.finding(); }
  Range interval() const override { return sequence_.interval(); }

 private:
  PairedSequence sequence_;
};

inline MakeCandidate shipped() {
  return [](const Rule& rule) { return std::make_unique<Sequential>(rule); };
}

struct Outcomes {
  std::size_t runs = 0;
  std::size_t higher = 0, lower = 0, equivalent = 0, slow_path = 0, undecided = 0;
  double mean_rounds = 0;
  std::size_t decided() const { return runs - undecided; }
  std::size_t different() const { return higher + lower + slow_path; }
};

struct Setting {
  Noise noise;
  double shift = 0;
  std::size_t runs = 400;
  std::size_t rounds = 120;  // at most, looked at after each
};

inline Outcomes watch(const MakeCandidate& make, const Rule& rule, const Setting& setting) {
  Outcomes out;
  out.runs = setting.runs;
  for (std::size_t run = 0; run < setting.runs; ++run) {
    const auto candidate = make(rule);
    NoisyRounds rounds(setting.noise, setting.shift, 1000 + run);
    std::size_t n = 0;
    for (; n < setting.rounds && candidate->finding() == Finding::undecided; ++n)
      candidate->add(rounds.next());
    out.mean_rounds += double(n) / double(setting.runs);
    switch (candidate->finding()) {
      case Finding::undecided:
        ++out.undecided;
        break;
      case Finding::higher:
        ++out.higher;
        break;
      case Finding::lower:
        ++out.lower;
        break;
      case Finding::equivalent:
        ++out.equivalent;
        break;
      case Finding::slow_path:
        ++out.slow_path;
        break;
    }
  }
  return out;
}

// Runs whose interval misses the true shift at one of a few looks.
inline std::size_t misses(const MakeCandidate& make, const Rule& rule, const Setting& setting) {
  std::size_t count = 0;
  for (std::size_t run = 0; run < setting.runs; ++run) {
    const auto candidate = make(rule);
    NoisyRounds rounds(setting.noise, setting.shift, 5000 + run);
    bool missed = false;
    for (std::size_t n = 1; n <= setting.rounds && !missed; ++n) {
      candidate->add(rounds.next());
      if (n != setting.rounds / 2 && n != setting.rounds) continue;
      const Range range = candidate->interval();
      missed = !(range.lower <= setting.shift && setting.shift <= range.upper);
    }
    count += missed;
  }
  return count;
}

// Could so many errors in n runs come of an error rate of `alpha`? A valid rule is doubted less
// than once in a million.
inline bool credible(std::size_t errors, std::size_t n, double alpha) {
  return binomial_lower(errors, n, 1e-6) <= alpha;
}

// The first fault found in a rule, in words; empty if none. Tested at a smallest effect of 0 too:
// room between 0 and the smallest effect hides many faults.
inline std::string fault_of(const MakeCandidate& make) {
  const Rule rule;
  const auto doubt = [&](const std::string& what, const Setting& setting, std::size_t errors) {
    return what + " under " + setting.noise.name + " noise: " + std::to_string(errors) + " of " +
           std::to_string(setting.runs);
  };
  for (const Noise& noise : every_noise()) {
    Rule no_effect = rule;
    no_effect.delta = 0;
    const Setting null{noise};
    const Outcomes same = watch(make, no_effect, null);
    if (!credible(same.decided(), same.runs, rule.alpha))
      return doubt("identical arms called different", null, same.decided());

    for (const double shift : {rule.delta, -rule.delta}) {
      const Setting boundary{noise, shift};
      const Outcomes edge = watch(make, rule, boundary);
      if (!credible(edge.decided(), edge.runs, rule.alpha))
        return doubt("a verdict at the smallest effect itself", boundary, edge.decided());
    }
    for (const double shift : {0.0, 0.08}) {
      const Setting apart{noise, shift, 60, 60};
      const std::size_t missed = misses(make, rule, apart);
      if (!credible(missed, apart.runs, rule.alpha))
        return doubt("an interval without the true shift " + std::to_string(shift), apart, missed);
    }
  }
  return {};
}

}  // namespace assay::stats::testing
