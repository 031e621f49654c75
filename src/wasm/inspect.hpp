// SPDX-License-Identifier: Apache-2.0
// Whether a file is a module that can be run here: read, validated, and asked for what it needs.
#pragma once
#include "wasm/protocol.hpp"

#include <string>
#include <string_view>

namespace wabt::interp {
struct ModuleDesc;
}

namespace assay::wasm {

struct Inspected {
  // What is wrong with it; `what` is empty when nothing is.
  std::string what, why, hint;
  std::string binary;  // of a module that came as text
  bool imports = false;
  bool memory = false;  // it exports its memory as "memory"
  bool good() const { return what.empty(); }
};
Inspected inspect(std::string_view bytes, Engine engine);

// The module decoded and validated, its memory and tables held to what is allowed here; false, and
// `why` says it, when it is none.
bool decode(std::string_view binary, wabt::interp::ModuleDesc& module, std::string& why);

}  // namespace assay::wasm
