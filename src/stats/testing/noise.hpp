// SPDX-License-Identifier: Apache-2.0
// Noise of every kind that has fooled a benchmark, for tests. A round has two slots whose log times
// may do what they like; a coin says which slot is the arm's, and the arm's shift is added. So the
// difference less the shift is symmetric about 0, and nothing else is promised.
#pragma once
#include "stats/random.hpp"
#include "stats/sequential.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace assay::stats::testing {

struct Slots {
  double first;
  double second;
};

struct Noise {
  std::string name;
  // A fresh source for one run: called with the number of the round, from 0.
  std::function<std::function<Slots(Random&, std::size_t)>()> source;
};

// Endless rounds of one run.
class NoisyRounds {
 public:
  NoisyRounds(const Noise& noise, double shift, std::uint64_t seed)
      : slots_(noise.source()), shift_(shift), random_(seed) {}
  Round next() {
    const Slots slots = slots_(random_, round_++);
    const bool second = random_.coin();
    const double arm = (second ? slots.second : slots.first) + shift_;
    const double baseline = second ? slots.first : slots.second;
    return {arm - baseline, arm + baseline};
  }

 private:
  std::function<Slots(Random&, std::size_t)> slots_;
  double shift_;
  Random random_;
  std::size_t round_ = 0;
};

// Both slots drawn alike and independently.
inline Noise independent(std::string name, std::function<double(Random&)> draw) {
  return {std::move(name), [draw] {
            return [draw](Random& random, std::size_t) {
              const double first = draw(random);
              return Slots{first, draw(random)};
            };
          }};
}

inline Noise quiet() {
  return independent("quiet", [](Random& r) { return 0.004 * r.normal(); });
}

inline Noise normal() {
  return independent("normal", [](Random& r) { return 0.01 * r.normal(); });
}

inline Noise cauchy() {
  return independent(
      "cauchy", [](Random& r) { return 0.003 * std::tan(3.14159265358979 * (r.uniform() - 0.5)); });
}

// One-sided waits: sharp on the left, long on the right.
inline Noise asymmetric() {
  return independent("asymmetric", [](Random& r) {
    const double wait = r.uniform() < 0.4 ? -0.2 * std::log1p(-r.uniform()) : 0.0;
    return std::log1p(0.003 * r.normal() + wait);
  });
}

// A clock that ticks every half per cent: many ties.
inline Noise discretised() {
  return independent("discretised", [](Random& r) { return 0.005 * std::round(1.2 * r.normal()); });
}

// A neighbour that comes and goes: in its bursts half the runs take up to twice as long.
inline Noise bursts() {
  return {"bursts", [] {
            return [busy = false](Random& r, std::size_t) mutable {
              if (r.uniform() < (busy ? 0.15 : 0.08)) busy = !busy;
              const auto slot = [&] {
                const double hit = busy && r.coin() ? 0.05 + 0.65 * r.uniform() : 0.0;
                return 0.004 * r.normal() + hit;
              };
              const double first = slot();
              return Slots{first, slot()};
            };
          }};
}

// The machine warms up, the second run of a round finds warm caches, a neighbour stays from the
// fortieth round on.
inline Noise drift() {
  return {"drift", [] {
            return [](Random& r, std::size_t round) {
              const double level = 0.0005 * double(round) + (round >= 40 ? 0.3 : 0.0);
              const double sd = round >= 40 ? 0.03 : 0.005;
              const double first = level + sd * r.normal();
              return Slots{first, level - 0.01 + sd * r.normal()};
            };
          }};
}

// Slow swings that outlast many rounds, of the machine and of the place in a round.
inline Noise autocorrelated() {
  return {"autocorrelated", [] {
            return [machine = 0.0, place = 0.0](Random& r, std::size_t) mutable {
              machine = 0.97 * machine + 0.01 * r.normal();
              place = 0.97 * place + 0.004 * r.normal();
              const double first = machine + place + 0.003 * r.normal();
              return Slots{first, machine - place + 0.003 * r.normal()};
            };
          }};
}

inline std::vector<Noise> every_noise() {
  return {normal(), cauchy(), bursts(), drift(), autocorrelated(), asymmetric(), discretised()};
}

}  // namespace assay::stats::testing
