// SPDX-License-Identifier: Apache-2.0
#include "wasm/runtime.hpp"

#include "wasm/protocol.hpp"

#include <signal.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdlib>
#include <setjmp.h>
#include <vector>
#include <wasm-rt.h>

namespace assay::wasm {
namespace {

constexpr std::size_t kReserved = std::size_t{8} << 30;  // a 32-bit address and a 32-bit offset
constexpr int kLeft = 1000;                              // for sigsetjmp, beside wasm_rt_trap_t
constexpr int kNoMemory = 1001;                          // likewise

sigjmp_buf g_back;
volatile sig_atomic_t g_inside = 0;
Growth g_growth;
std::vector<const std::uint8_t*> g_memories;  // what is reserved at this moment
const std::uint8_t* g_guard = nullptr;
std::size_t g_guard_bytes = 0;
alignas(16) std::array<char, 64 << 10> g_signal_stack;

[[noreturn]] void back(int code) {
  siglongjmp(g_back, code);
}

std::string_view trap_text(int code) {
  switch (code) {
    case WASM_RT_TRAP_OOB:
      return "out of bounds memory or table access";
    case WASM_RT_TRAP_INT_OVERFLOW:
      return "integer overflow";
    case WASM_RT_TRAP_DIV_BY_ZERO:
      return "integer divide by zero";
    case WASM_RT_TRAP_INVALID_CONVERSION:
      return "invalid conversion to integer";
    case WASM_RT_TRAP_UNREACHABLE:
      return "unreachable executed";
    case WASM_RT_TRAP_CALL_INDIRECT:
      return "invalid indirect call";
    case WASM_RT_TRAP_EXHAUSTION:
      return "call stack exhausted";
    case kNoMemory:
      return "no address space for its memory (8 GiB are reserved: see ulimit -v)";
    default:
      return "unknown trap";
  }
}

// A fault of the module becomes its trap; any other kills the process, as it should.
void on_fault(int signal, siginfo_t* info, void*) {
  const auto* at = static_cast<const std::uint8_t*>(info->si_addr);
  if (g_inside) {
    for (const std::uint8_t* memory : g_memories)
      if (at >= memory && at < memory + kReserved) back(WASM_RT_TRAP_OOB);
    if (at >= g_guard && at < g_guard + g_guard_bytes) back(WASM_RT_TRAP_EXHAUSTION);
  }
  ::signal(signal, SIG_DFL);
}

}  // namespace

Growth& growth() {
  return g_growth;
}

void handle_faults(const void* guard, std::size_t guard_bytes) {
  g_guard = static_cast<const std::uint8_t*>(guard);
  g_guard_bytes = guard_bytes;
  // A handler cannot run on a stack that is exhausted.
  stack_t stack{};
  stack.ss_sp = g_signal_stack.data();
  stack.ss_size = g_signal_stack.size();
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  action.sa_sigaction = on_fault;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGSEGV, &action, nullptr);
  ::sigaction(SIGBUS, &action, nullptr);
}

Leaving guarded(void (*body)(void*), void* argument) {
  const int code = sigsetjmp(g_back, 1);
  if (code == 0) {
    g_inside = 1;
    body(argument);
  }
  g_inside = 0;
  if (code == 0) return {};
  if (code == kLeft) return {Left::exited, {}};
  return {Left::trapped, trap_text(code)};
}

void leave() {
  back(kLeft);
}

}  // namespace assay::wasm

using namespace assay::wasm;

extern "C" {

bool wasm_rt_is_initialized(void) {
  return true;
}

void wasm_rt_trap(wasm_rt_trap_t code) {
  back(code);
}

// Equal signatures get equal numbers, over all modules.
std::uint32_t wasm_rt_register_func_type(std::uint32_t params, std::uint32_t results, ...) {
  static std::vector<std::vector<int>> known;
  std::vector<int> type = {static_cast<int>(params)};
  va_list list;
  va_start(list, results);
  for (std::uint32_t i = 0; i < params + results; ++i) type.push_back(va_arg(list, int));
  va_end(list);
  const auto found = std::ranges::find(known, type);
  const auto index = static_cast<std::uint32_t>(found - known.begin());
  if (found == known.end()) known.push_back(std::move(type));
  return index + 1;
}

void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, std::uint32_t initial_pages,
                             std::uint32_t max_pages) {
  void* at = ::mmap(nullptr, kReserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) back(kNoMemory);
  memory->data = static_cast<std::uint8_t*>(at);
  memory->pages = initial_pages;
  memory->max_pages = std::min(max_pages, kMaxPages);
  memory->size = initial_pages * kPage;  // fits: at most kMaxPages, which inspect() sees to
  g_memories.push_back(memory->data);
  if (::mprotect(at, memory->size, PROT_READ | PROT_WRITE) != 0) back(kNoMemory);
}

std::uint32_t wasm_rt_grow_memory(wasm_rt_memory_t* memory, std::uint32_t delta) {
  constexpr auto kRefused = static_cast<std::uint32_t>(-1);
  const std::uint32_t old_pages = memory->pages;
  if (delta > memory->max_pages || old_pages > memory->max_pages - delta) return kRefused;
  if (::mprotect(memory->data + memory->size, std::size_t{delta} * kPage, PROT_READ | PROT_WRITE) !=
      0)
    return kRefused;
  memory->pages += delta;
  memory->size += delta * kPage;
  ++g_growth.calls;
  g_growth.pages += delta;
  return old_pages;
}

void wasm_rt_free_memory(wasm_rt_memory_t* memory) {
  if (memory->data == nullptr) return;
  std::erase(g_memories, memory->data);
  ::munmap(memory->data, kReserved);
  memory->data = nullptr;
}

}  // extern "C"

namespace {

template <typename Table>
void allocate(Table* table, std::uint32_t elements, std::uint32_t max_elements) {
  table->size = elements;
  table->max_size = std::min(max_elements, kMaxElements);
  table->data = static_cast<decltype(table->data)>(std::calloc(elements + 1, sizeof *table->data));
  if (table->data == nullptr) back(kNoMemory);
}

template <typename Table, typename Value>
std::uint32_t grow(Table* table, std::uint32_t delta, const Value& initial) {
  constexpr auto kRefused = static_cast<std::uint32_t>(-1);
  const std::uint32_t old = table->size;
  if (delta > table->max_size || old > table->max_size - delta) return kRefused;
  auto* data = static_cast<decltype(table->data)>(
      std::realloc(table->data, (std::size_t{old} + delta + 1) * sizeof *table->data));
  if (data == nullptr) return kRefused;
  std::fill(data + old, data + old + delta, initial);
  table->data = data;
  table->size = old + delta;
  return old;
}

}  // namespace

extern "C" {

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t* table, std::uint32_t elements,
                                    std::uint32_t max_elements) {
  allocate(table, elements, max_elements);
}
void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t* table) {
  std::free(table->data);
}
std::uint32_t wasm_rt_grow_funcref_table(wasm_rt_funcref_table_t* table, std::uint32_t delta,
                                         wasm_rt_funcref_t initial) {
  return grow(table, delta, initial);
}
void wasm_rt_allocate_externref_table(wasm_rt_externref_table_t* table, std::uint32_t elements,
                                      std::uint32_t max_elements) {
  allocate(table, elements, max_elements);
}
void wasm_rt_free_externref_table(wasm_rt_externref_table_t* table) {
  std::free(table->data);
}
std::uint32_t wasm_rt_grow_externref_table(wasm_rt_externref_table_t* table, std::uint32_t delta,
                                           wasm_rt_externref_t initial) {
  return grow(table, delta, initial);
}

}  // extern "C"
