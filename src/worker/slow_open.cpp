// SPDX-License-Identifier: Apache-2.0
// libassay-slow.so: preloaded into a program, it makes opening files slower by a known amount, so
// that a harness can be asked to find it (docs/known-agents.md). ASSAY_SLOW_OPEN says by how much:
//   "10%"    on every tenth open the file is opened, a byte of it read and closed once more: the
//            mean of an open, read, close is then 1.10 times what it was, by construction and
//            without a clock. Any share: 7 % is every 14th or 15th.
//   "300ns"  so long is spent on each open, by steps of arithmetic that were timed at the start.
// Only opens for reading count, since one more of them changes nothing.
//
// It runs in any thread and between fork and exec: no locks, no memory of its own. It stands in for
// the C library's functions and does not call them; a thread cannot be cancelled in them.
#include <fcntl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstring>
#include <initializer_list>

extern "C" char** environ;

namespace {

constexpr const char* kVariable = "ASSAY_SLOW_OPEN=";

// --- how much ---

constexpr std::uint64_t kWhole = 1'000'000;  // one more operation an open, in millionths
std::uint64_t share = 0;                     // of an operation, each open
std::uint64_t due = 0;                       // the sum of all shares so far
std::uint64_t steps = 0;                     // of arithmetic, each open

const char* setting() {
  const std::size_t length = std::strlen(kVariable);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    if (std::strncmp(*entry, kVariable, length) == 0) return *entry + length;
  return nullptr;
}

// "12.5%" as 125000, "300ns" as 300000000: millionths, and what stands behind the number.
bool read_number(const char*& text, std::uint64_t& millionths) {
  std::uint64_t value = 0;
  int digits = 0;
  int decimals = -1;
  for (; (*text >= '0' && *text <= '9') || (*text == '.' && decimals < 0); ++text) {
    if (*text == '.') {
      decimals = 0;
      continue;
    }
    if (++digits > 9 || decimals == 6) return false;
    value = value * 10 + std::uint64_t(*text - '0');
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0) return false;
  for (int i = decimals < 0 ? 0 : decimals; i < 6; ++i) value *= 10;
  millionths = value;
  return true;
}

// Arithmetic that nothing can shorten: each step needs the one before.
void spin(std::uint64_t n) {
  std::uint64_t x = n;
  for (; n > 0; --n) {
    x = x * 6364136223846793005U + 1442695040888963407U;
    __asm__ volatile("" : "+r"(x));
  }
}

std::uint64_t now_ns() {
  timespec t;
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return std::uint64_t(t.tv_sec) * 1'000'000'000 + std::uint64_t(t.tv_nsec);
}

// Steps that take so long. What disturbs a try only lengthens it: the shortest is the right one.
std::uint64_t steps_for(std::uint64_t ns) {
  constexpr std::uint64_t kTry = 20000;
  std::uint64_t shortest = ~std::uint64_t{0};
  for (int i = 0; i < 15; ++i) {
    const std::uint64_t start = now_ns();
    spin(kTry);
    const std::uint64_t took = now_ns() - start;
    if (took < shortest) shortest = took;
  }
  return shortest > 0 ? (ns * kTry + shortest / 2) / shortest : 0;
}

// A control that does less than it was asked for would be worse than none.
[[noreturn]] void refuse(const char* text) {
  for (const char* part : {"libassay-slow.so: ASSAY_SLOW_OPEN cannot be '", text,
                           "': write 10% (at most 1000%) or 300ns (at most 1000000ns)\n"})
    if (::write(2, part, std::strlen(part)) < 0) break;
  constexpr int kBadUsage = 64;
  ::_exit(kBadUsage);
}

// --- system calls ---

// By the instruction itself: going through the C library's open behind ours would cost 1 % of an
// open, since the kernel forgets, for safety's sake, where calls and returns lead.
long call(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(a), "S"(b), "d"(c), "r"(r10)
                   : "rcx", "r11", "memory");
  return number;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
#else
  const int error = errno;
  const long got = ::syscall(number, a, b, c, d);
  const long negative = -errno;
  errno = error;
  return got < 0 ? negative : got;
#endif
}

[[gnu::constructor]] void attach() {
  const char* text = setting();
  std::uint64_t millionths = 0;
  if (text != nullptr) {
    const char* unit = text;
    if (!read_number(unit, millionths)) refuse(text);
    if (std::strcmp(unit, "%") == 0 && millionths <= 1000 * kWhole)
      share = millionths / 100;
    else if (std::strcmp(unit, "ns") == 0 && millionths <= 1'000'000 * kWhole)
      steps = steps_for(millionths / kWhole);
    else
      refuse(text);
  }
}

// --- what is done about each open ---

// Open, read a byte, close: as a program does it, through the C library, so that it costs what the
// program's own does. By pread, which takes no byte out of a pipe.
void once_more(int folder, const char* path, int flags) {
  const long fd = call(SYS_openat, folder, reinterpret_cast<long>(path),
                       flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (fd < 0) return;
  const int error = errno;
  char byte;
  if (::pread(int(fd), &byte, 1, 0) < 0) errno = error;
  if (::close(int(fd)) < 0) errno = error;
}

bool only_reads(int flags) {
  return (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_PATH | O_DIRECTORY)) == O_RDONLY;
}

void slow_down(int folder, const char* path, int flags) {
  if (share > 0) {
    const std::uint64_t before = __atomic_fetch_add(&due, share, __ATOMIC_RELAXED);
    for (std::uint64_t n = (before + share) / kWhole - before / kWhole; n > 0; --n)
      once_more(folder, path, flags);
  } else if (steps > 0) {
    spin(steps);
  }
}

[[gnu::always_inline]] inline int do_open(int folder, const char* path, int flags, mode_t mode) {
#ifdef O_LARGEFILE
  const int wide = flags | O_LARGEFILE;
#else
  const int wide = flags;
#endif
  const long fd = call(SYS_openat, folder, reinterpret_cast<long>(path), wide, mode);
  if (fd < 0) {
    errno = int(-fd);
    return -1;
  }
  if (only_reads(flags)) slow_down(folder, path, wide);
  return int(fd);
}

bool needs_mode(int flags) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))
#define MODE_AFTER(flags)        \
  mode_t mode = 0;               \
  if (needs_mode(flags)) {       \
    va_list rest;                \
    va_start(rest, flags);       \
    mode = va_arg(rest, mode_t); \
    va_end(rest);                \
  }

EXPORTED int open(const char* path, int flags, ...) {
  MODE_AFTER(flags)
  return do_open(AT_FDCWD, path, flags, mode);
}
EXPORTED int open64(const char* path, int flags, ...) {
  MODE_AFTER(flags)
  return do_open(AT_FDCWD, path, flags, mode);
}
EXPORTED int openat(int folder, const char* path, int flags, ...) {
  MODE_AFTER(flags)
  return do_open(folder, path, flags, mode);
}
EXPORTED int openat64(int folder, const char* path, int flags, ...) {
  MODE_AFTER(flags)
  return do_open(folder, path, flags, mode);
}
// What programs call that were compiled with _FORTIFY_SOURCE, when there is no mode.
EXPORTED int __open_2(const char* path, int flags) {
  return do_open(AT_FDCWD, path, flags, 0);
}
EXPORTED int __open64_2(const char* path, int flags) {
  return do_open(AT_FDCWD, path, flags, 0);
}
EXPORTED int __openat_2(int folder, const char* path, int flags) {
  return do_open(folder, path, flags, 0);
}
EXPORTED int __openat64_2(int folder, const char* path, int flags) {
  return do_open(folder, path, flags, 0);
}
