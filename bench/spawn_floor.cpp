// SPDX-License-Identifier: Apache-2.0
// What a trial costs beside a bare posix_spawn + wait4 loop: blocks of both in turn, on /bin/true
// with every default metric on. Prints one JSON object. Usage: spawn_floor LAUNCHER [BLOCKS]
#include "sys/clock.hpp"
#include "target/process_runner.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

extern char** environ;

namespace {

using namespace assay;

constexpr std::size_t kBlock = 25;  // trials in a row: about 15 ms, as measure sends them

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

bool bare_block() {
  std::string name = "/bin/true";
  char* argv[] = {name.data(), nullptr};
  for (std::size_t i = 0; i < kBlock; ++i) {
    pid_t pid = 0;
    int status = 0;
    if (posix_spawn(&pid, name.c_str(), nullptr, nullptr, argv, environ) != 0 ||
        wait4(pid, &status, 0, nullptr) != pid || status != 0)
      return false;
  }
  return true;
}

// Variants: every default metric; only what any user has.
target::ProcessOptions options(const std::string& launcher, bool least) {
  target::ProcessOptions out;
  out.launcher = launcher;
  out.without_cgroups = out.without_taskstats = out.without_perf = least;
  target::ProcessArm arm;
  arm.command.argv = {"/bin/true"};
  arm.command.executable = "/bin/true";
  for (char** entry = environ; *entry != nullptr; ++entry) arm.command.env.emplace_back(*entry);
  out.arms.push_back(std::move(arm));
  return out;
}

struct Phases {
  std::vector<double> elapsed;  // ns a trial, of each block
  double wall = 0, sampling = 0, bookkeeping = 0;
};

void print(const char* name, const Phases& phases, const std::vector<double>& bare, double trials) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < bare.size(); ++i) ratios.push_back(phases.elapsed[i] / bare[i]);
  const double elapsed = median(phases.elapsed);
  std::printf(
      "  \"%s\": {\"ratio_to_bare\": %.4f, \"elapsed_us\": %.1f, \"wall_us\": %.1f, "
      "\"sampling_us\": %.2f, \"bookkeeping_us\": %.1f},\n",
      name, median(ratios), elapsed / 1e3, phases.wall / trials / 1e3,
      phases.sampling / trials / 1e3, phases.bookkeeping / trials / 1e3);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: spawn_floor LAUNCHER [BLOCKS]\n");
    return 64;
  }
  const int blocks = argc > 2 ? std::atoi(argv[2]) : 200;
  auto all = target::ProcessRunner::start(options(argv[1], false));
  auto least = target::ProcessRunner::start(options(argv[1], true));
  if (!all || !least) {
    std::fprintf(stderr, "%s\n", (all ? least : all).error().text().c_str());
    return 70;
  }
  const std::vector<model::TrialRequest> batch(kBlock);
  std::vector<double> bare;
  Phases phases[2];
  target::ProcessRunner* runners[2] = {all->get(), least->get()};
  for (int block = -3; block < blocks; ++block) {  // the first three warm up
    double start = sys::monotonic_ns();
    if (!bare_block()) return 70;
    if (block >= 0) bare.push_back((sys::monotonic_ns() - start) / kBlock);
    for (int i = 0; i < 2; ++i) {
      const model::HarnessCost before = runners[i]->cost();
      start = sys::monotonic_ns();
      auto outcome = runners[i]->run(batch);
      const double elapsed = sys::monotonic_ns() - start;
      if (!outcome || outcome->trials.size() != kBlock) return 70;
      if (block < 0) continue;
      const model::HarnessCost after = runners[i]->cost();
      phases[i].elapsed.push_back(elapsed / kBlock);
      phases[i].wall += after.trials_ns - before.trials_ns;
      phases[i].sampling += after.sampling_ns - before.sampling_ns;
      phases[i].bookkeeping += after.bookkeeping_ns - before.bookkeeping_ns;
    }
  }
  const double trials = double(blocks) * kBlock;
  std::printf("{\n  \"blocks\": %d, \"trials_per_block\": %zu,\n", blocks, kBlock);
  print("every_tier", phases[0], bare, trials);
  print("least_tier", phases[1], bare, trials);
  std::printf("  \"bare_us\": %.1f\n}\n", median(bare) / 1e3);
  return 0;
}
