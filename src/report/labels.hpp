// SPDX-License-Identifier: Apache-2.0
// Arms are often named by whole command lines: short labels that still tell them apart.
#pragma once
#include "model/report.hpp"
#include "report/style.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

class Labels {
 public:
  // Of all arms: labels of at most `longest` columns: names that fit as they are, of longer ones
  // the words in which they differ. Already shown(). REQUIRES: longest >= 8.
  Labels(const std::vector<std::string>& names, std::size_t longest, const TextStyle& style);
  Labels(const model::Report& report, std::size_t longest, const TextStyle& style);
  // Of an arm, or a name that no arm has, shortened.
  std::string of(std::string_view arm) const;
  // The comparison with labels for names.
  model::Comparison in(const model::Comparison& comparison) const;

 private:
  std::size_t longest_;
  TextStyle style_;
  std::map<std::string, std::string, std::less<>> labels_;
};

}  // namespace assay::report
