// SPDX-License-Identifier: Apache-2.0
// What `assay validate` found, as a person reads it.
#pragma once
#include "model/validation.hpp"

#include <string>

namespace assay::report {

// Every fault on a line of its own, "FILE POINTER: what" or "FILE:LINE: what", then the gates, then
// what was not checked; a headline last. Ends in a newline.
std::string validation_text(const model::Validation& found);

}  // namespace assay::report
