// SPDX-License-Identifier: Apache-2.0
// libassay-alloc.so: preloaded into a program, it counts the calls of malloc and its kin that gave
// memory, and the bytes asked for, into the file that ASSAY_ALLOC_COUNTS names (AllocationCounts),
// shared by all processes of a tree. operator new, strdup and the like come through malloc.
//
// It runs before main(), between fork and exec, and in any thread: no locks, no memory of its own,
// no thread-local storage. The memory comes from whichever allocator the program would have had.
#include "worker/protocol.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>

extern "C" char** environ;

namespace {

using assay::worker::AllocationCounts;
using assay::worker::kCountSlots;

constexpr const char* kVariable = "ASSAY_ALLOC_COUNTS=";

// --- where the counts go ---

// Until the file is mapped, and where there is none.
AllocationCounts early_counts{};
AllocationCounts* counts = &early_counts;

void add(std::uint64_t& to, std::uint64_t value) {
  __atomic_fetch_add(&to, value, __ATOMIC_RELAXED);
}

void count(const void* got, std::size_t bytes) {
  if (got == nullptr) return;
  // A thread's errno lies in its own memory, so its address spreads threads over the slots.
  const auto thread = reinterpret_cast<std::uintptr_t>(&errno);
  AllocationCounts* now = __atomic_load_n(&counts, __ATOMIC_ACQUIRE);
  auto& slot = now->slot[(thread >> 12) * 2654435761U % kCountSlots];
  add(slot.calls, 1);
  add(slot.bytes, bytes);
}

// Not getenv: a shell has one of its own, which may not be ready yet.
const char* path_of_counts() {
  const std::size_t length = std::strlen(kVariable);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    if (std::strncmp(*entry, kVariable, length) == 0) return *entry + length;
  return nullptr;
}

// Whether calls come here at all: a program with a malloc of its own is served by that.
bool first_in_line() {
  Dl_info served{};
  Dl_info own{};
  return ::dladdr(::dlsym(RTLD_DEFAULT, "malloc"), &served) != 0 &&
         ::dladdr(&early_counts, &own) != 0 && served.dli_fbase == own.dli_fbase;
}

[[gnu::constructor]] void attach() {
  const int error = errno;
  const char* path = path_of_counts();
  const int fd = path != nullptr ? ::open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd >= 0) {
    void* at = ::mmap(nullptr, sizeof(AllocationCounts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ::close(fd);
    if (at != MAP_FAILED) {
      auto* shared = static_cast<AllocationCounts*>(at);
      add(shared->attached, 1);
      if (!first_in_line()) add(shared->bypassed, 1);
      for (std::uint32_t i = 0; i < kCountSlots; ++i) {
        add(shared->slot[i].calls, early_counts.slot[i].calls);
        add(shared->slot[i].bytes, early_counts.slot[i].bytes);
      }
      __atomic_store_n(&counts, shared, __ATOMIC_RELEASE);
    }
  }
  errno = error;
}

// --- where the memory comes from ---

// The next allocator in the program's order: that of the C library, or of another library.
struct Next {
  void* (*malloc)(std::size_t);
  void* (*calloc)(std::size_t, std::size_t);
  void* (*realloc)(void*, std::size_t);
  void (*free)(void*);
  void* (*memalign)(std::size_t, std::size_t);
  void* (*aligned_alloc)(std::size_t, std::size_t);
  int (*posix_memalign)(void**, std::size_t, std::size_t);
  void* (*valloc)(std::size_t);
  void* (*pvalloc)(std::size_t);
};
Next next{};
int looking = 0;  // dlsym is at work
bool found = false;

template <typename F>
void look_up(F& function, const char* name) {
  void* at = ::dlsym(RTLD_NEXT, name);
  std::memcpy(&function, &at, sizeof at);
}

bool ready() {
  if (__atomic_load_n(&found, __ATOMIC_ACQUIRE)) return true;
  if (__atomic_load_n(&looking, __ATOMIC_RELAXED) > 0) return false;
  __atomic_fetch_add(&looking, 1, __ATOMIC_RELAXED);
  look_up(next.malloc, "malloc");
  look_up(next.calloc, "calloc");
  look_up(next.realloc, "realloc");
  look_up(next.free, "free");
  look_up(next.memalign, "memalign");
  look_up(next.aligned_alloc, "aligned_alloc");
  look_up(next.posix_memalign, "posix_memalign");
  look_up(next.valloc, "valloc");
  look_up(next.pvalloc, "pvalloc");
  __atomic_store_n(&found, true, __ATOMIC_RELEASE);
  __atomic_fetch_sub(&looking, 1, __ATOMIC_RELAXED);
  return true;
}

// What the loader itself asks for while it looks the others up. Never given back.
constexpr std::size_t kArena = std::size_t{64} << 10;
alignas(16) char arena[kArena];
std::size_t used = 0;

void* from_arena(std::size_t bytes) {
  constexpr std::size_t kHead = 16;  // holds the size, keeps the alignment
  if (bytes > kArena) return nullptr;
  const std::size_t whole = kHead + ((bytes + 15) & ~std::size_t{15});
  const std::size_t at = __atomic_fetch_add(&used, whole, __ATOMIC_RELAXED);
  if (at > kArena - whole) return nullptr;
  std::memcpy(arena + at, &bytes, sizeof bytes);
  return arena + at + kHead;
}
bool is_from_arena(const void* at) {
  return at >= arena && at < arena + kArena;
}

void* refuse() {
  errno = ENOMEM;
  return nullptr;
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))

EXPORTED void* malloc(std::size_t bytes) noexcept {
  if (!ready()) return from_arena(bytes);
  void* got = next.malloc(bytes);
  count(got, bytes);
  return got;
}

EXPORTED void free(void* at) noexcept {
  if (at == nullptr || is_from_arena(at) || !ready()) return;
  next.free(at);
}

EXPORTED void* calloc(std::size_t n, std::size_t each) noexcept {
  if (!ready()) {  // the arena is all zeros, and no part of it is given twice
    std::size_t bytes = 0;
    return __builtin_mul_overflow(n, each, &bytes) ? nullptr : from_arena(bytes);
  }
  void* got = next.calloc(n, each);
  count(got, n * each);  // it did not overflow, or there is nothing to count
  return got;
}

EXPORTED void* realloc(void* at, std::size_t bytes) noexcept {
  if (is_from_arena(at)) {
    std::size_t had = 0;
    std::memcpy(&had, static_cast<char*>(at) - 16, sizeof had);
    void* got = malloc(bytes);
    if (got != nullptr) std::memcpy(got, at, had < bytes ? had : bytes);
    return got;
  }
  if (!ready()) return from_arena(bytes);
  void* got = next.realloc(at, bytes);
  count(got, bytes);
  return got;
}

EXPORTED void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
  if (!ready() || next.memalign == nullptr) return refuse();
  void* got = next.memalign(alignment, bytes);
  count(got, bytes);
  return got;
}

EXPORTED void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  if (!ready() || next.aligned_alloc == nullptr) return refuse();
  void* got = next.aligned_alloc(alignment, bytes);
  count(got, bytes);
  return got;
}

EXPORTED int posix_memalign(void** to, std::size_t alignment, std::size_t bytes) noexcept {
  if (!ready() || next.posix_memalign == nullptr) return ENOMEM;
  const int failed = next.posix_memalign(to, alignment, bytes);
  if (failed == 0) count(*to, bytes);
  return failed;
}

EXPORTED void* valloc(std::size_t bytes) noexcept {
  if (!ready() || next.valloc == nullptr) return refuse();
  void* got = next.valloc(bytes);
  count(got, bytes);
  return got;
}

EXPORTED void* pvalloc(std::size_t bytes) noexcept {
  if (!ready() || next.pvalloc == nullptr) return refuse();
  void* got = next.pvalloc(bytes);
  count(got, bytes);
  return got;
}
