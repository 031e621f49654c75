// SPDX-License-Identifier: Apache-2.0
#include "target/allocation_counts.hpp"

#include <algorithm>
#include <cstdint>

namespace assay::target {
namespace {

double load(const std::uint64_t& value) {
  return static_cast<double>(__atomic_load_n(&value, __ATOMIC_RELAXED));
}

}  // namespace

void count_allocations(std::vector<std::string>& env, const std::string& interposer,
                       const std::string& counts) {
  std::string preload = "LD_PRELOAD=" + interposer;
  std::erase_if(env, [&](const std::string& entry) {
    if (!entry.starts_with("LD_PRELOAD=")) return entry.starts_with("ASSAY_ALLOC_COUNTS=");
    preload += ":" + entry.substr(entry.find('=') + 1);
    return true;
  });
  env.push_back(preload);
  env.push_back("ASSAY_ALLOC_COUNTS=" + counts);
}

Allocations read_allocations(const worker::AllocationCounts& counts) {
  Allocations out;
  out.attached = load(counts.attached);
  out.bypassed = load(counts.bypassed);
  for (const auto& slot : counts.slot) {
    out.calls += load(slot.calls);
    out.bytes += load(slot.bytes);
  }
  return out;
}

bool allocations_seen(const Allocations& counted) {
  return counted.attached > 0 && counted.bypassed == 0;
}

std::string why_no_allocations(const Allocations& counted) {
  if (counted.attached > 0) return "the program brings a malloc of its own, which is not counted";
  return "no process of it could be counted: it is statically linked, setuid, or drops LD_PRELOAD";
}

}  // namespace assay::target
