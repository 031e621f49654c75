// SPDX-License-Identifier: Apache-2.0
// What must hold of every input; a fuzzer keeps the one that broke it.
#pragma once
#include <cstdlib>

namespace assay::fuzz {

inline void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace assay::fuzz
