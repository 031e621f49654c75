// SPDX-License-Identifier: Apache-2.0
// Memory of a program over days, of every kind that has been called a leak: for tests and for
// bench/slope. Hours and MB. What a collection leaves follows the kind; above it a saw goes up and
// falls, about once an hour, or not at all.
#pragma once
#include "stats/random.hpp"
#include "stats/troughs.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace assay::stats::testing {

struct Memory {
  std::string name;
  // The level at a time, cycle by cycle: called once a cycle with its start and the whole length.
  std::function<std::function<double(Random&, double t, double length)>()> level;
  double leak = 0;  // MB an hour
};

struct Watch {
  double hours = 168;
  double every = 1.0 / 30;  // hours between two polls
  double saw = 40;          // MB that a cycle goes up; 0: no cycles
  double cycle = 1;         // hours, half as much to one and a half
  double flicker = 0.5;     // MB, of each poll
};

inline std::vector<TimedValue> watched(const Memory& memory, const Watch& watch,
                                       std::uint64_t seed) {
  Random random(seed);
  auto level = memory.level();
  std::vector<TimedValue> out;
  double begin = 0, end = 0, base = 0, rise = 0;
  for (double t = 0; t < watch.hours; t += watch.every) {
    if (t >= end) {
      begin = end;
      end = begin + watch.cycle * (0.5 + random.uniform());
      base = level(random, begin, watch.hours);
      rise = watch.saw * (0.7 + 0.6 * random.uniform());
    }
    const double phase = (t - begin) / (end - begin);
    out.push_back(
        {t, 300 + base + memory.leak * t + rise * phase + watch.flicker * random.normal()});
  }
  return out;
}

inline Memory memory_iid(double sd = 13) {
  return {"iid", [sd] { return [sd](Random& r, double, double) { return sd * r.normal(); }; }};
}
inline Memory memory_held(double phi = 0.7, double sd = 13) {
  return {"AR " + std::to_string(phi).substr(1, 2), [=] {
            return [=, x = 0.0, first = true](Random& r, double, double) mutable {
              x = first ? sd * r.normal() : phi * x + sd * std::sqrt(1 - phi * phi) * r.normal();
              first = false;
              return x;
            };
          }};
}
inline Memory memory_walk(double sd = 4) {
  return {"random walk", [sd] {
            return
                [sd, x = 0.0](Random& r, double, double) mutable { return x += sd * r.normal(); };
          }};
}
inline Memory memory_step(double size = 60, double sd = 5) {
  return {"step", [=] {
            return [=, at = -1.0](Random& r, double t, double length) mutable {
              if (at < 0) at = length * (0.1 + 0.8 * r.uniform());
              return (t >= at ? size : 0) + sd * r.normal();
            };
          }};
}
// 1 - exp(-t/tau), tau a tenth to a half of the whole.
inline Memory memory_cache(double size = 100, double sd = 5) {
  return {"cache that fills", [=] {
            return [=, tau = -1.0](Random& r, double t, double length) mutable {
              if (tau < 0) tau = length * (0.1 + 0.4 * r.uniform());
              return size * (1 - std::exp(-t / tau)) + sd * r.normal();
            };
          }};
}
inline Memory leaking(Memory memory, double mb_a_day) {
  memory.name += ", leaks " + std::to_string(int(mb_a_day)) + " MB/day";
  memory.leak = mb_a_day / 24;
  return memory;
}

}  // namespace assay::stats::testing
