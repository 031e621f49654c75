// SPDX-License-Identifier: Apache-2.0
// Replays recorded noise through several decision rules and prints the tables of docs/rules.md.
//   bench-rule-table TRACES.csv [REPLAYS]
// A line a trace: its name, then one cell a round: "baseline:arm" (any unit), or d alone.
#include "stats/random.hpp"
#include "stats/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

using assay::stats::Finding;
using assay::stats::Round;

struct Trace {
  std::string name;
  std::vector<Round> rounds;
};

std::vector<Trace> read(const char* path) {
  std::vector<Trace> traces;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    Trace trace;
    std::getline(cells, trace.name, ',');
    for (std::string cell; std::getline(cells, cell, ',');) {
      const auto colon = cell.find(':');
      if (colon == std::string::npos) {
        trace.rounds.push_back({std::stod(cell)});
      } else {
        const double a = std::log(std::stod(cell.substr(0, colon)));
        const double b = std::log(std::stod(cell.substr(colon + 1)));
        trace.rounds.push_back({b - a, a + b});
      }
    }
    if (!trace.rounds.empty()) traces.push_back(std::move(trace));
  }
  return traces;
}

// A rule under trial: rounds in, a finding out.
class Rival {
 public:
  virtual ~Rival() = default;
  virtual void add(Round round) = 0;
  virtual Finding finding() const = 0;
};

// The shipped rule. Without its watch for slow paths it is what the simpler rules are held against.
class Shipped : public Rival {
 public:
  enum class Level { used, ignored };
  enum class SlowPaths { watched, ignored };
  Shipped(Level level, SlowPaths slow_paths)
      : level_(level), slow_paths_(slow_paths), sequence_(rule(slow_paths)) {}
  void add(Round round) override {
    if (level_ == Level::used)
      sequence_.add(round);
    else
      sequence_.add(round.d);
  }
  Finding finding() const override {
    const Finding found = sequence_.finding();
    const bool unseen = found == Finding::slow_path && slow_paths_ == SlowPaths::ignored;
    return unseen ? Finding::undecided : found;
  }

 private:
  static assay::stats::Rule rule(SlowPaths slow_paths) {
    assay::stats::Rule rule;
    if (slow_paths == SlowPaths::watched) return rule;
    rule.slow_share = 1 - 1e-9;  // excluded by the first round
    rule.min_equivalent = 1;
    return rule;
  }
  Level level_;
  SlowPaths slow_paths_;
  assay::stats::PairedSequence sequence_;
};

// The simpler rules: one family of bets on z = d -/+ delta, scaled by the MAD of earlier rounds.
using Factor = std::function<double(double z, double scale)>;

double huber(double y) {
  return std::abs(y) < 1.5 ? y * y / 2 : 1.5 * std::abs(y) - 1.125;
}

std::vector<Factor> clipped_bets() {
  std::vector<Factor> bets;
  for (double stake : {.1, .2, .4, .8})
    bets.push_back([stake](double z, double s) {
      return s > 0 ? 1 + stake * std::clamp(z / s, -2.0, 2.0) / 2 : 1;
    });
  return bets;
}

std::vector<Factor> size_bets() {
  std::vector<Factor> bets;
  for (double shift : {.1, .2, .4, .8, 1.6, 3.2})
    bets.push_back([shift](double z, double s) {
      return s > 0 ? 2 / (1 + std::exp(huber(z / s - shift) - huber(z / s + shift))) : 1;
    });
  return bets;
}

std::vector<Factor> sign_bets() {
  std::vector<Factor> bets;
  for (double share : {.55, .65, .75, .85, .95})
    bets.push_back([share](double z, double) {
      return z == 0 ? 1 : z > 0 ? 2 * share : 2 - 2 * share;
    });
  return bets;
}

class Simple : public Rival {
 public:
  explicit Simple(std::vector<std::vector<Factor>> families) : families_(std::move(families)) {
    for (Game& game : games_)
      for (const auto& family : families_) game.stakes.emplace_back(family.size(), 1.0);
  }
  void add(Round round) override {
    constexpr double kDelta = 0.00995033085316808;
    constexpr double kThreshold = 250;
    const double d = round.d;
    const double s = typical_.now() != nullptr ? typical_.now()->scale : 0;
    const double zs[] = {d - kDelta, kDelta - d, d + kDelta, -kDelta - d};
    for (std::size_t i = 0; i < 4; ++i) play(games_[i], zs[i], s);
    past_.push_back(d);
    typical_.learn(past_);
    if (finding_ != Finding::undecided) return;
    if (games_[0].best >= kThreshold)
      finding_ = Finding::higher;
    else if (games_[3].best >= kThreshold)
      finding_ = Finding::lower;
    else if (games_[1].best >= kThreshold && games_[2].best >= kThreshold)
      finding_ = Finding::equivalent;
  }
  Finding finding() const override { return finding_; }

 private:
  struct Game {
    std::vector<std::vector<double>> stakes;
    double best = 1;
  };
  void play(Game& game, double z, double s) {
    double mean = 0;
    for (std::size_t f = 0; f < families_.size(); ++f)
      for (std::size_t k = 0; k < families_[f].size(); ++k) {
        game.stakes[f][k] *= families_[f][k](z, s);
        mean += game.stakes[f][k] / double(families_.size() * families_[f].size());
      }
    game.best = std::max(game.best, mean);
  }
  std::vector<std::vector<Factor>> families_;
  Game games_[4];
  std::vector<double> past_;
  assay::stats::TypicalScale typical_{1e-4};
  Finding finding_ = Finding::undecided;
};

struct Named {
  const char* name;
  std::function<std::unique_ptr<Rival>()> make;
};

std::vector<Named> rivals() {
  const auto simple = [](std::vector<std::vector<Factor>> families) {
    return std::make_unique<Simple>(std::move(families));
  };
  using Level = Shipped::Level;
  using SlowPaths = Shipped::SlowPaths;
  return {{"clipped bets", [=] { return simple({clipped_bets()}); }},
          {"sizes (Huber)", [=] { return simple({size_bets()}); }},
          {"signs", [=] { return simple({sign_bets()}); }},
          {"half each",
           [=] {
             return simple({size_bets(), sign_bets()});
           }},
          {"shipped, level unseen",
           [] { return std::make_unique<Shipped>(Level::ignored, SlowPaths::ignored); }},
          {"shipped, slow paths unseen",
           [] { return std::make_unique<Shipped>(Level::used, SlowPaths::ignored); }},
          {"shipped", [] { return std::make_unique<Shipped>(Level::used, SlowPaths::watched); }}};
}

constexpr std::size_t kMostRounds = 1000;

struct Score {
  double rounds = 0;  // mean
  std::size_t higher = 0, lower = 0, equivalent = 0, slow_path = 0, undecided = 0;
};

// One run: the trace from a random round on, a fresh coin a round, the arm made slower.
Score trial(const Trace& trace, const Named& rival, double shift, double slow_share,
            std::size_t replays) {
  Score score;
  for (std::size_t i = 0; i < replays; ++i) {
    assay::stats::Random random(i + 1);
    const auto rule = rival.make();
    std::size_t at = random.below(trace.rounds.size());
    std::size_t n = 0;
    for (; n < kMostRounds && rule->finding() == Finding::undecided; ++n) {
      const Round& recorded = trace.rounds[at];
      at = (at + 1) % trace.rounds.size();
      double extra = shift;
      if (slow_share > 0 && random.uniform() < slow_share) extra += std::log(2.0);
      const double d = random.coin() ? recorded.d : -recorded.d;
      rule->add({d + extra, recorded.level + extra});
    }
    score.rounds += double(n) / double(replays);
    const Finding found = rule->finding();
    score.higher += found == Finding::higher;
    score.lower += found == Finding::lower;
    score.equivalent += found == Finding::equivalent;
    score.slow_path += found == Finding::slow_path;
    score.undecided += found == Finding::undecided;
  }
  return score;
}

void print_header(const std::vector<Named>& rules) {
  std::printf("| trace |");
  for (const Named& rule : rules) std::printf(" %s |", rule.name);
  std::printf("\n| --- |");
  for (std::size_t i = 0; i < rules.size(); ++i) std::printf(" --- |");
  std::printf("\n");
}

void print_rounds(const std::vector<Trace>& traces, std::size_t replays) {
  const auto rules = rivals();
  std::vector<std::size_t> wrong(rules.size()), undecided(rules.size());
  std::printf("Mean rounds to a verdict: identical / +2 %% / +3 %%\n\n");
  print_header(rules);
  for (const Trace& trace : traces) {
    std::printf("| %s |", trace.name.c_str());
    for (std::size_t r = 0; r < rules.size(); ++r) {
      const Score same = trial(trace, rules[r], 0, 0, replays);
      const Score two = trial(trace, rules[r], std::log(1.02), 0, replays);
      const Score three = trial(trace, rules[r], std::log(1.03), 0, replays);
      std::printf(" %.0f / %.0f / %.0f |", same.rounds, two.rounds, three.rounds);
      wrong[r] += same.higher + same.lower + same.slow_path;
      for (const Score& score : {two, three}) wrong[r] += score.lower + score.equivalent;
      undecided[r] += same.undecided + two.undecided + three.undecided;
    }
    std::printf("\n");
    std::fflush(stdout);
  }
  const double runs = double(3 * replays * traces.size());
  std::printf("| wrong verdicts |");
  for (std::size_t count : wrong)
    std::printf(" %zu (%.2f %%) |", count, 100 * double(count) / runs);
  std::printf("\n| undecided at %zu rounds |", kMostRounds);
  for (std::size_t count : undecided) std::printf(" %.1f %% |", 100 * double(count) / runs);
  std::printf("\n");
}

void print_slow_paths(const std::vector<Trace>& traces, std::size_t replays) {
  const auto all = rivals();
  const std::vector<Named> rules{all[3], all.back()};
  std::printf("\nTwice as slow in one run of five: called equivalent / found, mean rounds\n\n");
  print_header(rules);
  for (const Trace& trace : traces) {
    std::printf("| %s |", trace.name.c_str());
    for (const Named& rule : rules) {
      const Score score = trial(trace, rule, 0, 0.2, replays);
      std::printf(" %.1f %% / %.1f %%, %.0f |", 100 * double(score.equivalent) / double(replays),
                  100 * double(score.higher + score.slow_path) / double(replays), score.rounds);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s TRACES.csv [REPLAYS]\n", argv[0]);
    return 64;
  }
  const auto traces = read(argv[1]);
  if (traces.empty()) {
    std::fprintf(stderr, "%s: no trace in it\n", argv[1]);
    return 64;
  }
  const std::size_t replays = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 400;
  print_rounds(traces, replays);
  print_slow_paths(traces, replays);
}
