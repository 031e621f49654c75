// SPDX-License-Identifier: Apache-2.0
#include "target/library_wire.hpp"

#include "base/text.hpp"
#include "stats/summary.hpp"
#include "sys/part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace assay::target {
namespace {

template <typename T>
void append(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::uint32_t length(const std::string& text) {
  return static_cast<std::uint32_t>(text.size());
}

}  // namespace

std::string round_message(const LibraryOptions& options, const LibraryRound& round,
                          std::span<const model::TrialRequest> order) {
  worker::Round head{};
  head.protocol = worker::kProtocol;
  head.arms = static_cast<std::uint32_t>(order.size());
  head.slices = round.slices;
  head.copies = round.copies;
  head.slice_ns = options.slice_ns;
  head.calls = round.calls;
  head.seed = round.seed;
  head.standing_path = length(round.standing);
  head.count_path = length(round.counts);
  for (const int cpu : options.pinned_cpus)
    if (cpu >= 0 && cpu < static_cast<int>(worker::kMaxCpus))
      head.cpus[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
  std::string out;
  append(out, head);
  out += round.standing;
  out += round.counts;
  for (const auto& request : order) {
    const LibraryArm& arm = options.arms[request.arm];
    std::string words;
    words.append(arm.path.c_str(), arm.path.size() + 1);
    for (const auto& word : arm.args) words.append(word.c_str(), word.size() + 1);
    worker::Arm about{};
    about.path = length(arm.path);
    about.symbol = length(arm.symbol);
    about.argc = static_cast<std::uint32_t>(1 + arm.args.size());
    about.argv = length(words);
    about.spin_ns = request.spin_ns;
    append(out, about);
    out += arm.path;
    out += arm.symbol;
    out += words;
  }
  return out;
}

Heard hear(sys::Part& part, std::size_t arms, const sys::PartWait& wait, RoundAnswer& out) {
  using Got = sys::Part::Got;
  Got got = Got::all;
  const auto take = [&](void* bytes, std::size_t size) {
    if (got == Got::all) got = part.receive(bytes, size, wait);
    return got == Got::all;
  };
  // The lengths come from a process that runs other people's code.
  if (take(&out.head, sizeof out.head) && out.head.bytes <= worker::kMaxText &&
      out.head.slices <= worker::kMaxSlices) {
    if (out.head.failure != worker::Failure::none) {
      out.text.resize(out.head.bytes);
      (void)take(out.text.data(), out.text.size());
    } else {
      for (std::size_t i = 0; i < arms && got == Got::all; ++i) {
        out.arms.emplace_back();
        out.arms.back().slices.resize(out.head.slices);
        if (take(&out.arms.back().result, sizeof(worker::ArmResult)))
          (void)take(out.arms.back().slices.data(), out.head.slices * sizeof(double));
      }
    }
  } else if (got == Got::all) {
    return Heard::gone;
  }
  switch (got) {
    case Got::all:
      return Heard::answer;
    case Got::late:
      return Heard::late;
    case Got::interrupted:
      return Heard::interrupted;
    case Got::gone:
      break;
  }
  return Heard::gone;
}

Error library_error(const LibraryArm& arm, const worker::Answer& head, const std::string& text) {
  using worker::Failure;
  const std::string path = printable(arm.path);
  const std::string why = printable(text);
  const std::string header = "include <assay/bench.h> in its source, and build it again";
  switch (head.failure) {
    case Failure::load:
      return {Fault::program, fmt::format("cannot load {}", path), why,
              "a shared object is built with: cc -O2 -shared -fPIC; what it needs in turn must be "
              "found by the loader (LD_LIBRARY_PATH in env)"};
    case Failure::symbol:
      return {Fault::program, fmt::format("{} has no entry point {}", path, printable(arm.symbol)),
              why,
              "define void " + printable(arm.symbol) +
                  "(uint64_t iterations) with C linkage and default visibility "
                  "(include/assay/bench.h), or name another in library.symbol"};
    case Failure::abi_absent:
      return {Fault::program, fmt::format("{} was not built for assay", path),
              "it does not say which contract it keeps (the symbol assay_bench_abi)", header};
    case Failure::abi_other:
      return {Fault::program, fmt::format("{} was built for another assay", path),
              fmt::format("it keeps contract {}, this assay knows {}", head.code, worker::kAbi),
              header};
    case Failure::setup:
      return {Fault::program, fmt::format("the setup of {} failed", path),
              fmt::format("assay_bench_setup returned {}", head.code),
              "it gets the object's path and the scenario's args, and returns 0 when all is well"};
    case Failure::none:
    case Failure::protocol:
    case Failure::machinery:
      break;
  }
  return {Fault::internal, "the worker cannot do its work", why, ""};
}

double typical(const std::vector<double>& slices) {
  return stats::quantile(slices, 0.25).value_or(model::kAbsent);
}

std::uint32_t copies_for(const LibraryOptions& options, double startup_ns) {
  // Loading may take a fifth of the time that is spent on calls.
  const double room = 0.2 * options.slices * options.slice_ns;
  const double fits = room / std::max(startup_ns, 1.0);
  return static_cast<std::uint32_t>(std::clamp(fits, 1.0, double(std::max(options.copies, 1u))));
}

}  // namespace assay::target
