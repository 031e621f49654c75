// SPDX-License-Identifier: Apache-2.0
#include "stats/troughs.hpp"

#include "stats/summary.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

constexpr std::size_t kMostPoints = 240;  // more are joined: pairs grow with the square
constexpr std::size_t kMostPieces = 60;
constexpr std::size_t kFewestInPiece = 4;
constexpr double kSwingOfRange = 0.3;  // a cycle goes up and down by so much of what is seen
constexpr double kSwingOfNoise = 6;    // and by so many standard deviations of what flickers

// Medians of so many pieces of nearly equal length.
std::vector<TimedValue> pieces(std::span<const TimedValue> series, std::size_t count) {
  std::vector<TimedValue> out;
  std::vector<double> ts, ys;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t from = k * series.size() / count;
    const std::size_t to = (k + 1) * series.size() / count;
    ts.clear();
    ys.clear();
    for (std::size_t i = from; i < to; ++i) {
      ts.push_back(series[i].t);
      ys.push_back(series[i].y);
    }
    if (!ys.empty()) out.push_back({*mean(ts), *median(ys)});
  }
  return out;
}

// How far the series flickers from one value to the next, whatever its course: a line, and a saw's
// rise, have no second difference.
double flicker(std::span<const TimedValue> series) {
  std::vector<double> bends;
  for (std::size_t i = 2; i < series.size(); ++i)
    bends.push_back(std::abs(series[i].y - 2 * series[i - 1].y + series[i - 2].y));
  return bends.empty() ? 0 : 1.4826 * *median(bends) / std::sqrt(6.0);
}

// The least swing that makes a cycle.
double least_swing(std::span<const TimedValue> series) {
  const auto few = pieces(series, std::min(series.size(), kMostPieces));
  const double slope = few.size() > 1 && few.back().t > few.front().t ? theil_sen(few) : 0;
  std::vector<double> level;
  level.reserve(series.size());
  for (const TimedValue& each : series) level.push_back(each.y - slope * each.t);
  const double range = *quantile(level, 0.975) - *quantile(level, 0.025);
  return std::max(kSwingOfRange * range, kSwingOfNoise * flicker(series));
}

// The lowest point of every fall by `swing` that a rise by as much has followed.
std::vector<TimedValue> lows(std::span<const TimedValue> series, double swing) {
  std::vector<TimedValue> out;
  bool falling = false;  // whether the latest turn was a peak
  double highest = series.front().y;
  TimedValue lowest = series.front();
  for (const TimedValue& each : series) {
    if (!falling) {
      highest = std::max(highest, each.y);
      if (highest - each.y < swing) continue;
      falling = true;
      lowest = each;
    } else {
      if (each.y < lowest.y) lowest = each;
      if (each.y - lowest.y < swing) continue;
      out.push_back(lowest);
      falling = false;
      highest = each.y;
    }
  }
  return out;
}

}  // namespace

double theil_sen(std::span<const TimedValue> points) {
  std::vector<double> slopes;
  slopes.reserve(points.size() * points.size() / 2);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = i + 1; j < points.size(); ++j)
      if (points[j].t > points[i].t)
        slopes.push_back((points[j].y - points[i].y) / (points[j].t - points[i].t));
  const auto middle = slopes.begin() + std::ptrdiff_t(slopes.size() / 2);
  std::nth_element(slopes.begin(), middle, slopes.end());
  if (slopes.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(slopes.begin(), middle)) / 2;
}

Troughs find_troughs(std::span<const TimedValue> series) {
  Troughs out;
  if (series.empty()) return out;
  const double swing = least_swing(series);
  if (swing > 0) out.points = lows(series, swing);
  out.cycles = out.points.size();
  out.by_cycle = out.cycles > kMostChanceCycles;
  if (out.by_cycle) {
    if (out.points.size() > kMostPoints) out.points = pieces(out.points, kMostPoints);
    return out;
  }
  const std::size_t count = std::clamp(series.size() / kFewestInPiece, kFewestTroughs, kMostPieces);
  out.points = pieces(series, std::min(count, series.size()));
  return out;
}

}  // namespace assay::stats
