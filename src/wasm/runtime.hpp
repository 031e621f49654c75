// SPDX-License-Identifier: Apache-2.0
// What code made by wasm2c calls (wasm-rt.h), in our own version: the one that comes with wabt
// aborts when memory is short, gives back only a part of the address space that it takes, and does
// not count. Memory is 8 GiB of address space of which a part is accessible, so that the generated
// code needs no bounds checks: what it touches beyond is a SIGSEGV, and that a trap.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::wasm {

struct Growth {
  std::int64_t calls = 0;  // memory.grow that succeeded
  std::int64_t pages = 0;
};
// Since it was last set to {}; of whatever runs.
Growth& growth();

// Once, before anything else, on the thread that will run modules. `guard`, `guard_bytes`: the
// inaccessible region below its stack.
void handle_faults(const void* guard, std::size_t guard_bytes);

// How guarded() was left.
enum class Left { returned, exited, trapped };
struct Leaving {
  Left how = Left::returned;
  std::string_view text;  // of a trap
};
// Calls `body`, and comes back when it returns, traps or leaves. Frames in between are dropped
// without running destructors: they must be C's, or have none.
Leaving guarded(void (*body)(void*), void* argument);
// From within guarded(): ends it as `exited`.
[[noreturn]] void leave();

}  // namespace assay::wasm
