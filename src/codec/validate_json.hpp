// SPDX-License-Identifier: Apache-2.0
// What `assay validate` found: assay.validate/1, docs/artifacts.md, docs/validate.schema.json.
#pragma once
#include "model/validation.hpp"

#include <string>

namespace assay::codec {

// `exit`: the code that the command ends with. Ends in a newline.
std::string validation_json(const model::Validation& found, int exit);

}  // namespace assay::codec
