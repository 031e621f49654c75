// SPDX-License-Identifier: Apache-2.0
#include "stats/statistic.hpp"

#include "stats/summary.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::stats {
namespace {

constexpr double kBeyondTail = 10;  // values that must lie beyond a quantile
constexpr std::size_t kMiddle = 5;  // fewer cannot decide at 1 % even when all lie on one side

}  // namespace

std::optional<Statistic> statistic_named(std::string_view name) {
  if (name == "mean") return Statistic{Statistic::Kind::mean, 0};
  if (name == "min") return Statistic{Statistic::Kind::minimum, 0};
  if (name == "max") return Statistic{Statistic::Kind::maximum, 1};
  if (name == "median") return Statistic{Statistic::Kind::quantile, 0.5};
  if (!name.starts_with('p')) return std::nullopt;
  name.remove_prefix(1);
  double percent = 0;
  const auto [end, error] =
      std::from_chars(name.data(), name.data() + name.size(), percent, std::chars_format::fixed);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  if (!(percent > 0 && percent < 100)) return std::nullopt;
  return Statistic{Statistic::Kind::quantile, percent / 100};
}

std::optional<double> value_of(std::span<const double> xs, const Statistic& statistic) {
  if (xs.empty()) return std::nullopt;
  switch (statistic.kind) {
    case Statistic::Kind::mean:
      return mean(xs);
    case Statistic::Kind::minimum:
      return *std::min_element(xs.begin(), xs.end());
    case Statistic::Kind::maximum:
      return *std::max_element(xs.begin(), xs.end());
    case Statistic::Kind::quantile:
      break;
  }
  return quantile(xs, statistic.p);
}

std::size_t fewest_trials(const Statistic& statistic) {
  if (statistic.kind != Statistic::Kind::quantile) return kMiddle;
  const double nearer = std::min(statistic.p, 1 - statistic.p);
  // A quarter on either side counts as the middle: five trials surround it.
  if (nearer >= 0.25) return kMiddle;
  return std::size_t(std::ceil(kBeyondTail / nearer * (1 - 1e-9)));
}

}  // namespace assay::stats
