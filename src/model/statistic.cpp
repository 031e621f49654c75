// SPDX-License-Identifier: Apache-2.0
#include "model/statistic.hpp"

#include "base/text.hpp"

namespace assay::model {

std::optional<Statistic> statistic_named(std::string_view name) {
  using Kind = Statistic::Kind;
  if (name == "mean") return Statistic{Kind::mean, 0};
  if (name == "min") return Statistic{Kind::min, 0};
  if (name == "max") return Statistic{Kind::max, 0};
  if (name == "sum") return Statistic{Kind::sum, 0};
  if (name.size() < 2 || name.front() != 'p') return std::nullopt;
  const std::string_view digits = name.substr(1);
  if (digits.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  const auto percent = parse_double(digits);
  if (!percent || *percent <= 0 || *percent >= 100) return std::nullopt;
  return Statistic{Kind::quantile, *percent / 100};
}

}  // namespace assay::model
