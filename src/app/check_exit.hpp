// SPDX-License-Identifier: Apache-2.0
// The exit code that the outcome of a check asks for. Pure.
#pragma once
#include "app/outcome.hpp"
#include "model/gate_result.hpp"

namespace assay::app {

inline Exit exit_for(model::CheckOutcome outcome) {
  switch (outcome) {
    case model::CheckOutcome::pass:
      return Exit::pass;
    case model::CheckOutcome::fail:
      return Exit::failed;
    case model::CheckOutcome::inconclusive:
      return Exit::inconclusive;
    case model::CheckOutcome::missing:
      break;
  }
  return Exit::baseline;
}

}  // namespace assay::app
