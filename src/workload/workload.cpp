// SPDX-License-Identifier: Apache-2.0
#include "workload/workload.hpp"

#include "base/text.hpp"
#include "workload/programs.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <vector>

namespace assay::workload {
namespace {

// clang-format off
constexpr std::array kAll = {
    Described{.name = "open_close", .about = "open a file, read a byte, close",
              .iterations = 200000, .warmup = 1024, .file = true},
    Described{.name = "connect_loopback", .about = "make a UDP socket, connect, close; sends nothing",
              .iterations = 50000, .warmup = 1024, .address = true},
    Described{.name = "full_read", .about = "open a file, read it all, close",
              .iterations = 50000, .warmup = 1024, .file = true},
    Described{.name = "stat_walk", .about = "stat each of 400 programs; an iteration is all of them",
              .iterations = 50, .warmup = 1024, .file = true, .files = true},
    Described{.name = "exec_true", .about = "start /bin/true and wait for it",
              .iterations = 1000, .warmup = 16},
    Described{.name = "tcp_echo", .about = "64 bytes over TCP to ourselves and back",
              .iterations = 30000, .warmup = 1024},
    Described{.name = "create_unlink", .about = "create a file in a temporary folder, close, unlink",
              .iterations = 30000, .warmup = 1024},
    Described{.name = "mmap_fault", .about = "map 16 pages, touch each, unmap",
              .iterations = 15000, .warmup = 1024},
};
// clang-format on
using Run = Result<model::OpProfile> (*)(Work&);
constexpr std::array<Run, kAll.size()> kRuns = {
    run_open_close, run_connect_loopback, run_full_read,     run_stat_walk,
    run_exec_true,  run_tcp_echo,         run_create_unlink, run_mmap_fault,
};

// Nobody waits for so many, and what is computed from them still fits.
constexpr std::uint64_t kMost = 1'000'000'000'000;

Error unknown(const std::string& name) {
  std::vector<std::string> names;
  for (const Described& each : kAll) names.emplace_back(each.name);
  const auto near = nearest(name, names);
  return {Fault::usage, fmt::format("there is no workload '{}'", printable(name)),
          "known are " + join(names, ", "),
          near ? "did you mean '" + *near + "'?" : "assay workload --list describes them"};
}

Result<void> check(const Spec& spec) {
  const auto refuse = [](std::string what, std::string why) {
    return Error{Fault::usage, std::move(what), std::move(why), "see 'assay help workload'"};
  };
  if (spec.iterations == 0) return refuse("0 iterations measure nothing", "the least is 1");
  if (spec.repeats == 0) return refuse("0 repeats measure nothing", "the least is 1");
  if (spec.files == 0) return refuse("0 files cannot be walked", "the least is 1");
  for (const std::uint64_t each :
       {spec.iterations.value_or(1), spec.repeats, spec.burn_in, spec.warmup.value_or(0)})
    if (each > kMost) return refuse(fmt::format("{} is too many", each), "the most is 10^12");
  if (spec.rate == 0 && spec.duration_ns == 0) return {};
  if (!(spec.rate > 0) || !(spec.duration_ns > 0) || spec.rate > 1e6 || spec.duration_ns > 1e18)
    return refuse("a rate and a duration belong together", "one is missing, or out of range");
  if (spec.iterations || spec.repeats != 1 || spec.burn_in != 0)
    return refuse("a rate leaves no choice of iterations, repeats or burn-in",
                  "rate and duration say how many operations there are");
  return {};
}

}  // namespace

std::span<const Described> all() {
  return kAll;
}

const Described* find(std::string_view name) {
  for (const Described& each : kAll)
    if (each.name == name) return &each;
  return nullptr;
}

Result<model::OpProfile> run(const Spec& spec) {
  const Described* described = find(spec.name);
  if (described == nullptr) return unknown(spec.name);
  if (auto ok = check(spec); !ok) return std::move(ok).error();
  Work work{.spec = spec, .described = *described, .subject = {}, .profile = {}};
  return kRuns[std::size_t(described - kAll.data())](work);
}

}  // namespace assay::workload
