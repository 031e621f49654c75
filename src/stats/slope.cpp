// SPDX-License-Identifier: Apache-2.0
#include "stats/slope.hpp"

#include "stats/summary.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

constexpr double kAlpha = 0.01;  // each end of the interval
constexpr double kLateAlpha = 0.05;
constexpr double kBendAlpha = 0.02;
// The median slope of a random walk varies 6/5 as much as the mean of its steps.
constexpr double kWalkFactor = 1.2;
// What a walk without drift goes, along the line fitted to it, exceeds so many times (root of 12 x
// scatter around that line) once in 100 and in 20 times, whatever its length (simulated, n = 12 to
// 240: 3.15 ... 3.36 and 2.0 ... 2.2). The first is a little more, since the shorter of two reaches
// is taken.
constexpr double kWalkReach = 3.6;
constexpr double kWalkLateReach = 2.2;
constexpr double kStepShare = 0.65;
constexpr double kGoesOn = 0.4;

double t_quantile(double df, double alpha) {
  return boost::math::quantile(boost::math::complement(
      boost::math::students_t_distribution<double>(std::max(df, 1.0)), alpha));
}

// A line, and how sure it is.
struct Fit {
  double slope = 0;
  double reach = 0;  // of its interval, to each side
  double late = 0;   // of the second half alone, by the same noise, at kLateAlpha
  bool wanders = false;
  double noise = 0;  // standard error of a contrast of unit length, unless it wanders
  double df = 1;
  double sse = 0;
};

std::vector<double> residuals_of(std::span<const TimedValue> points, double slope) {
  std::vector<double> out;
  for (const TimedValue& each : points) out.push_back(each.y - slope * each.t);
  const double level = *mean(out);
  for (double& r : out) r -= level;
  return out;
}

double lag_one(std::span<const double> xs) {
  double same = 0, next = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    same += xs[i] * xs[i];
    if (i > 0) next += xs[i] * xs[i - 1];
  }
  return same > 0 ? next / same : 0;
}

// Whether a walk is as likely: 2 in 100 around a trend have less of a memory (Dickey & Fuller's
// n(phi - 1), Fuller 1976, table 8.5.1).
bool wanders(double phi, double n) {
  return n * (phi - 1) > -(25 - 115 / n);
}

Fit fit(std::span<const TimedValue> points, double resolution) {
  Fit out;
  const double n = double(points.size());
  out.slope = theil_sen(points);
  const auto residuals = residuals_of(points, out.slope);
  const double floor = resolution * resolution / 12;
  for (double r : residuals) out.sse += r * r + floor;
  const double phi = lag_one(residuals);
  out.wanders = wanders(phi, n);
  if (out.wanders) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < points.size(); ++i) steps.push_back(points[i].y - points[i - 1].y);
    const double length = points.back().t - points.front().t;
    const double variance = std::pow(*spread(steps), 2) + 2 * floor;
    const double error = std::sqrt(kWalkFactor * variance * (n - 1)) / length;
    const double scatter = std::sqrt(12 * out.sse / (n - 2)) / length;
    // Either holds of a walk; the first is the shorter for a walk, the second for what only looks
    // like one because it is short.
    out.reach = std::min(t_quantile(n - 2, kAlpha) * error, kWalkReach * scatter);
    out.late = std::min(t_quantile(n - 2, kLateAlpha) * error * std::sqrt(2.0),
                        kWalkLateReach * scatter * 2);
    return out;
  }
  // Kendall (1954), around a trend: the estimate is low by (2 + 4 phi)/n.
  const double fair = std::clamp((phi + 2 / n) / (1 - 4 / n), 0.0, 0.98);
  const double held = (1 + fair) / (1 - fair);
  out.noise = std::sqrt(out.sse / (n - 2) * held);
  out.df = n / held - 2;
  double centre = 0, spread_t = 0;
  for (const TimedValue& each : points) centre += each.t / n;
  for (const TimedValue& each : points) spread_t += (each.t - centre) * (each.t - centre);
  const double error = out.noise / std::sqrt(spread_t);
  out.reach = t_quantile(out.df, kAlpha) * error;
  out.late = t_quantile(out.df, kLateAlpha) * error * std::sqrt(8.0);
  return out;
}

// Whether growth slows down: the part of a bend that is orthogonal to a line is shown to be below
// 0; of what wanders, the second half's slope to be below the first's.
bool slows(std::span<const TimedValue> points, const Fit& whole, double early, double late) {
  if (whole.wanders) return early - late > std::sqrt(2.0) * whole.late;
  const double n = double(points.size());
  double centre = 0;
  for (const TimedValue& each : points) centre += each.t / n;
  double s2 = 0, s3 = 0;
  for (const TimedValue& each : points) {
    const double x = each.t - centre;
    s2 += x * x;
    s3 += x * x * x;
  }
  double dot = 0, length = 0;
  for (const TimedValue& each : points) {
    const double x = each.t - centre;
    const double p = x * x - s2 / n - s3 / s2 * x;
    dot += p * each.y;
    length += p * p;
  }
  return dot / std::sqrt(length) < -t_quantile(whole.df, kBendAlpha) * whole.noise;
}

// The least sum of squares that two levels leave.
double best_step(std::span<const TimedValue> points) {
  double total = 0, squares = 0;
  const double n = double(points.size());
  const double origin = points.front().y;  // keeps the sums small
  for (const TimedValue& each : points) {
    total += each.y - origin;
    squares += (each.y - origin) * (each.y - origin);
  }
  double best = std::numeric_limits<double>::infinity();
  double before = 0;
  for (std::size_t k = 1; k < points.size(); ++k) {
    before += points[k - 1].y - origin;
    const double after = total - before;
    best = std::min(best, squares - before * before / double(k) - after * after / (n - double(k)));
  }
  return std::max(best, 0.0);
}

}  // namespace

SlopeResult judge_slope(std::span<const TimedValue> series, const SlopeRule& rule) {
  SlopeResult out;
  const Troughs troughs = find_troughs(series);
  const std::span<const TimedValue> points = troughs.points;
  out.points = points.size();
  out.cycles = troughs.cycles;
  out.by_cycle = troughs.by_cycle;
  if (points.size() < kFewestTroughs) return out;

  const Fit whole = fit(points, rule.resolution);
  out.slope = whole.slope;
  out.wanders = whole.wanders;
  out.lower = whole.slope - whole.reach;
  out.upper = whole.slope + whole.reach;

  // Of the halves only the slopes: what disturbs them is better known from the whole.
  const double early = theil_sen(points.first(points.size() / 2));
  const double late = theil_sen(points.subspan(points.size() / 2));
  out.second_half = late;
  const auto doubt = [&](SlopeDoubt why) {
    out.finding = SlopeFinding::inconclusive;
    out.doubt = why;
    return out;
  };
  if (out.lower > rule.budget) {
    if (best_step(points) <= kStepShare * whole.sse) return doubt(SlopeDoubt::step);
    if (whole.slope * (points.back().t - points.front().t) < rule.least_rise)
      return doubt(SlopeDoubt::small);
    if (late <= kGoesOn * whole.slope || late - whole.late <= 0) return doubt(SlopeDoubt::slowing);
    if (slows(points, whole, early, late)) return doubt(SlopeDoubt::slowing);
    out.finding = SlopeFinding::leak;
    return out;
  }
  if (out.upper < rule.budget) {
    // By its own noise: a late start makes the whole look noisy.
    const Fit alone = fit(points.subspan(points.size() / 2), rule.resolution);
    if (alone.slope - alone.reach > rule.budget) return doubt(SlopeDoubt::starting);
    out.finding = SlopeFinding::no_leak;
    return out;
  }
  return doubt(SlopeDoubt::straddles);
}

}  // namespace assay::stats
