// SPDX-License-Identifier: Apache-2.0
// WASI modules ahead of time: Debian's wasm2c makes C of them, the C compiler a shared object, kept
// in a cache under the digest of all that it was made from.
#pragma once
#include "base/result.hpp"
#include "target/wasm_client.hpp"

#include <string>

namespace assay::target {

struct WasmToolchain {
  std::string wasm2c, compiler;  // paths
  std::string wasm2c_version;    // as it says itself: "1.0.32"
  std::string compiler_version;  // the first line of what it says
};

// `needed`: the wasm2c version whose code assay-wasm can run. Faults: program (missing, or another
// version: what to install), interrupted.
Result<WasmToolchain> find_wasm_toolchain(const std::string& search_path, const std::string& needed,
                                          int interrupt_fd);

struct CompiledModule {
  std::string path;
  double compile_ns = 0;  // wasm2c and the C compiler together
  bool from_cache = false;
};

enum class Cached { welcome, distrusted };

// `cache` is a folder, made when it is missing. Two runs at once are safe: the object is made
// beside its place and renamed. Faults: program (wasm2c or the compiler refuses; quoted),
// interrupted, usage or internal (the cache cannot be written).
Result<CompiledModule> compile_wasm(const WasmToolchain& tools, const WasmModule& module,
                                    const std::string& name, const std::string& cache,
                                    Cached cached, int interrupt_fd);

}  // namespace assay::target
