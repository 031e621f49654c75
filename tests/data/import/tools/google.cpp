// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <cstring>
#include <string>
#include <vector>
static void BM_Copy(benchmark::State& state) {
  std::vector<char> from(std::size_t(state.range(0)), 'x'), to(from.size());
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(std::int64_t(state.iterations()) * state.range(0));
  state.SetLabel("memcpy");
}
BENCHMARK(BM_Copy)->Arg(64)->Arg(4096)->Unit(benchmark::kMicrosecond);
static void BM_Words(benchmark::State& state) {
  double words = 0;
  for (auto _ : state) {
    std::string s("to be or not");
    benchmark::DoNotOptimize(s);
    words += 4;
  }
  state.counters["words"] = benchmark::Counter(words, benchmark::Counter::kIsRate);
  state.counters["held"] = 12;
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Words);
static void BM_Broken(benchmark::State& state) {
  state.SkipWithError("there is no input");
  for (auto _ : state) {
  }
}
BENCHMARK(BM_Broken);
static void BM_Sum(benchmark::State& state) {
  int n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(n += 3);
}
BENCHMARK(BM_Sum)->UseRealTime()->Threads(2);
BENCHMARK_MAIN();
