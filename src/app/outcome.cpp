// SPDX-License-Identifier: Apache-2.0
#include "app/outcome.hpp"

#include <algorithm>
#include <array>

namespace assay::app {

Exit exit_for(Fault fault) {
  switch (fault) {
    case Fault::usage:
      return Exit::usage;
    case Fault::baseline:
      return Exit::baseline;
    case Fault::check:
      return Exit::failed;
    case Fault::program:
      return Exit::program;
    case Fault::interrupted:
      return Exit::interrupted;
    case Fault::internal:
      break;
  }
  return Exit::internal;
}

Exit worst(Exit a, Exit b) {
  constexpr std::array kWorstFirst = {Exit::interrupted,  Exit::internal, Exit::usage,
                                      Exit::program,      Exit::failed,   Exit::baseline,
                                      Exit::inconclusive, Exit::pass};
  const auto rank = [&](Exit exit) {
    return std::find(kWorstFirst.begin(), kWorstFirst.end(), exit) - kWorstFirst.begin();
  };
  return rank(a) <= rank(b) ? a : b;
}

}  // namespace assay::app
