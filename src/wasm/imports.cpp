// SPDX-License-Identifier: Apache-2.0
// The imports of code made by wasm2c, under the names that wasm2c 1.0.32 gives them. The dynamic
// linker binds them when a compiled module is loaded; exports.txt keeps them visible.
#include "wasm/compiled.hpp"
#include "wasm/runtime.hpp"

#include <wasm-rt.h>

using assay::wasm::Importer;
using assay::wasm::Wasi;

namespace {

using u32 = std::uint32_t;
using u64 = std::uint64_t;

// The memory may have moved its end since the last call.
Wasi& at(Importer* importer) {
  const wasm_rt_memory_t* memory = importer->memory;
  importer->wasi->memory = memory == nullptr ? assay::wasm::MemoryView{}
                                             : assay::wasm::MemoryView{memory->data, memory->size};
  return *importer->wasi;
}

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): wasm2c's names
#define IMPORT(name) Z_wasi_snapshot_preview1Z_##name

extern "C" {

u32 IMPORT(args_get)(Importer* i, u32 a, u32 b) {
  return at(i).args_get(a, b);
}
u32 IMPORT(args_sizes_get)(Importer* i, u32 a, u32 b) {
  return at(i).args_sizes_get(a, b);
}
u32 IMPORT(environ_get)(Importer* i, u32 a, u32 b) {
  return at(i).environ_get(a, b);
}
u32 IMPORT(environ_sizes_get)(Importer* i, u32 a, u32 b) {
  return at(i).environ_sizes_get(a, b);
}
u32 IMPORT(clock_res_get)(Importer* i, u32 a, u32 b) {
  return at(i).clock_res_get(a, b);
}
u32 IMPORT(clock_time_get)(Importer* i, u32 a, u64 b, u32 c) {
  return at(i).clock_time_get(a, b, c);
}
u32 IMPORT(fd_close)(Importer* i, u32 a) {
  return at(i).fd_close(a);
}
u32 IMPORT(fd_fdstat_get)(Importer* i, u32 a, u32 b) {
  return at(i).fd_fdstat_get(a, b);
}
u32 IMPORT(fd_fdstat_set_flags)(Importer* i, u32 a, u32 b) {
  return at(i).fd_fdstat_set_flags(a, b);
}
u32 IMPORT(fd_prestat_dir_name)(Importer* i, u32 a, u32 b, u32 c) {
  return at(i).fd_prestat_dir_name(a, b, c);
}
u32 IMPORT(fd_prestat_get)(Importer* i, u32 a, u32 b) {
  return at(i).fd_prestat_get(a, b);
}
u32 IMPORT(fd_read)(Importer* i, u32 a, u32 b, u32 c, u32 d) {
  return at(i).fd_read(a, b, c, d);
}
u32 IMPORT(fd_seek)(Importer* i, u32 a, u64 b, u32 c, u32 d) {
  return at(i).fd_seek(a, b, c, d);
}
u32 IMPORT(fd_write)(Importer* i, u32 a, u32 b, u32 c, u32 d) {
  return at(i).fd_write(a, b, c, d);
}
u32 IMPORT(random_get)(Importer* i, u32 a, u32 b) {
  return at(i).random_get(a, b);
}
u32 IMPORT(sched_yield)(Importer* i) {
  return at(i).sched_yield();
}
void IMPORT(proc_exit)(Importer* i, u32 code) {
  at(i).proc_exit(code);
  assay::wasm::leave();
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
