// SPDX-License-Identifier: Apache-2.0
#include "app/workload.hpp"

#include "app/wording.hpp"
#include "codec/op_profile_json.hpp"
#include "sys/file.hpp"
#include "workload/workload.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace assay::app {
namespace {

using workload::Described;

Error not_heeded(const Described& described, std::string_view flag) {
  return bad_usage(fmt::format("{} heeds no {}", described.name, flag),
                   std::string(described.about), "leave the flag out");
}

Result<workload::Spec> spec_of(const WorkloadOptions& options) {
  workload::Spec spec;
  spec.name = options.name;
  if (const Described* described = workload::find(options.name)) {
    if (options.file && !described->file) return not_heeded(*described, "--file");
    if (options.host && !described->address) return not_heeded(*described, "--host");
    if (options.port && !described->address) return not_heeded(*described, "--port");
    if (options.files && !described->files) return not_heeded(*described, "--files");
  }
  if (options.port > std::numeric_limits<std::uint16_t>::max())
    return bad_usage(fmt::format("{} is no port", *options.port), "the highest is 65535", "");
  spec.iterations = options.iterations;
  spec.warmup = options.warmup;
  spec.repeats = options.repeats.value_or(spec.repeats);
  spec.burn_in = options.burn_in.value_or(spec.burn_in);
  spec.files = options.files.value_or(spec.files);
  spec.port = std::uint16_t(options.port.value_or(spec.port));
  spec.file = options.file.value_or(spec.file);
  spec.host = options.host.value_or(spec.host);
  spec.rate = options.rate.value_or(spec.rate);
  spec.duration_ns = options.duration_ns.value_or(spec.duration_ns);
  spec.interrupt_fd = options.interrupt_fd;
  return spec;
}

// Those of the contract first, under its names; tenths of nanoseconds are enough for people.
std::string text_of(const model::OpProfile& p) {
  std::string out = fmt::format("workload={}\niterations={}\n", p.workload, p.iterations);
  const auto line = [&](std::string_view key, const std::optional<double>& ns) {
    out += ns ? fmt::format("{}={:.4f}\n", key, *ns / 1000)
              : fmt::format("{}=absent (too few operations)\n", key);
  };
  out += fmt::format("seconds={:.6f}\n", p.seconds);
  line("us_per_op", p.mean_ns);
  line("p50_us", p.p50_ns);
  line("p95_us", p.p95_ns);
  line("p99_us", p.p99_ns);
  line("p99_9_us", p.p999_ns);
  out += fmt::format("operations={}\nclock_ns={:.1f}\n", p.operations, p.clock_ns);
  if (p.file) out += fmt::format("file={}\n", printable(*p.file));
  if (p.host) out += fmt::format("host={}\n", printable(*p.host));
  if (p.port) out += fmt::format("port={}\n", *p.port);
  if (p.protocol) out += fmt::format("protocol={}\n", *p.protocol);
  if (p.files) out += fmt::format("files={}\n", *p.files);
  if (p.rate)
    out += fmt::format("rate={}\nelapsed_seconds={:.6f}\n", *p.rate, p.elapsed_seconds.value_or(0));
  return out;
}

std::string listing() {
  std::string out;
  for (const Described& each : workload::all())
    out += fmt::format("{:<17} {:>7}  {}\n", each.name, each.iterations, each.about);
  return out;
}

}  // namespace

Result<Outcome> workload(const WorkloadOptions& options) {
  Outcome outcome;
  if (options.list) {
    outcome.out = listing();
    return outcome;
  }
  const auto spec = spec_of(options);
  if (!spec) return spec.error();
  // Before the run: what cannot be kept need not be measured.
  std::optional<sys::DurableFile> file;
  if (options.out) {
    auto draft = sys::DurableFile::beside(*options.out);
    if (!draft) return std::move(draft).error();
    file.emplace(*std::move(draft));
  }
  auto profile = workload::run(*spec);
  if (!profile) return std::move(profile).error();
  profile->with_agent = options.with_agent;
  std::string text = options.json ? codec::write_op_profile(*profile) : text_of(*profile);
  if (!file) {
    outcome.out = std::move(text);
    return outcome;
  }
  if (auto written = file->append(text); !written) return std::move(written).error();
  if (auto kept = file->commit(); !kept) return std::move(kept).error();
  return outcome;
}

}  // namespace assay::app
