// SPDX-License-Identifier: Apache-2.0
// Modules that wasm2c and a C compiler have made into shared objects.
#pragma once
#include "wasm/engine.hpp"

#include <wasm-rt.h>

namespace assay::wasm {

// What the generated code hands to each import: opaque to it.
struct Importer {
  Wasi* wasi = nullptr;
  const wasm_rt_memory_t* memory = nullptr;  // the exported one; null when there is none
};

}  // namespace assay::wasm
