// SPDX-License-Identifier: Apache-2.0
// What a shared object measured by assay's target `library` includes (docs/targets.md). C and C++,
// this header only; nothing to link.
//
//   #include <assay/bench.h>
//   void assay_bench(uint64_t iterations) {
//     for (uint64_t i = 0; i < iterations; ++i) assay_keep_u64(work());
//   }
//
//   cc -O2 -shared -fPIC -o libwork.so work.c
//
// One call of assay_bench does the work `iterations` times; the report tells the time of one of
// them. Other languages export the same symbols.
#ifndef ASSAY_BENCH_H
#define ASSAY_BENCH_H

#include <stdint.h>

// Which contract the object was built for. Objects that say another number, or none, are refused.
#define ASSAY_BENCH_ABI 1

#define ASSAY_BENCH_EXPORT __attribute__((visibility("default")))

// An entry point by another name (`symbol = "parse_small"` in the manifest), so that one object can
// hold several: ASSAY_BENCH(parse_small) { for (...) ... }
#ifdef __cplusplus
#define ASSAY_BENCH(name) extern "C" ASSAY_BENCH_EXPORT void name(uint64_t iterations)
#else
#define ASSAY_BENCH(name)                            \
  ASSAY_BENCH_EXPORT void name(uint64_t iterations); \
  void name(uint64_t iterations)
#endif

#ifdef __cplusplus
extern "C" {
#endif

// Weak, so that every source of an object may include this header.
extern ASSAY_BENCH_EXPORT __attribute__((weak)) const uint32_t assay_bench_abi;
const uint32_t assay_bench_abi = ASSAY_BENCH_ABI;

// Does the work `iterations` times. Called many times, by one thread at a time.
ASSAY_BENCH_EXPORT void assay_bench(uint64_t iterations);

// Optional. Once before the first call, in each process; argv[0] is the object, then come the
// manifest's args. Anything but 0 fails the run. Its time is the metric `startup`.
ASSAY_BENCH_EXPORT int assay_bench_setup(int argc, char** argv);

// Optional. Once after the last call; not measured.
ASSAY_BENCH_EXPORT void assay_bench_teardown(void);

// The compiler must have this value ready here, and may not leave out the work that made it.
static inline void assay_keep(const void* value) {
  __asm__ volatile("" : : "r"(value) : "memory");
}
static inline void assay_keep_u64(uint64_t value) {
  __asm__ volatile("" : : "r"(value) : "memory");
}
static inline void assay_keep_double(double value) {
  __asm__ volatile("" : : "m"(value) : "memory");
}
// The value as one that the compiler knows nothing about, so that work on it is not done at compile
// time.
static inline uint64_t assay_unknown_u64(uint64_t value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

#ifdef __cplusplus
}
#endif

#endif
