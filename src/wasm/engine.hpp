// SPDX-License-Identifier: Apache-2.0
// What runs a module: a loaded one gives fresh instances, one at a time.
#pragma once
#include "wasm/protocol.hpp"
#include "wasm/runtime.hpp"
#include "wasm/wasi.hpp"

#include <memory>
#include <string>

namespace assay::wasm {

struct Ended {
  Left how = Left::returned;
  std::string text;  // of a trap
};

class LoadedModule {
 public:
  virtual ~LoadedModule() = default;
  // A fresh instance, for which its start function is run.
  virtual Ended instantiate() = 0;
  // _start. REQUIRES: instantiate() has returned `returned`.
  virtual Ended start() = 0;
  // Memory growth of the instance so far.
  virtual Growth grown() const = 0;
  virtual void drop_instance() = 0;
};

// Null, and `error` says why. `wasi` outlives the module.
std::unique_ptr<LoadedModule> load_compiled(const std::string& path, Wasi& wasi,
                                            std::string& error);
std::unique_ptr<LoadedModule> load_interpreted(const std::string& path, Wasi& wasi,
                                               std::string& error);

}  // namespace assay::wasm
