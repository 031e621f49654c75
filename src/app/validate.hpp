// SPDX-License-Identifier: Apache-2.0
// `assay validate`: the artifacts of an overhead run, held against their contract.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

namespace assay::app {

struct ValidateOptions {
  std::optional<std::string> folder;
};

Result<Outcome> validate(const ValidateOptions& options);

}  // namespace assay::app
