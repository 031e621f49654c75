// SPDX-License-Identifier: Apache-2.0
#include "target/process_command.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace assay::target {
namespace {

using launcher::Stream;

// The launcher sets these itself before each trial; one inherited from outside would hide them.
constexpr std::array<std::string_view, 2> kChanging = {"HYPERFINE_ITERATION=",
                                                       "HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET="};

Stream stream_of(Output output) {
  switch (output) {
    case Output::discard:
      return Stream::discard;
    case Output::inherit:
      return Stream::inherit;
    case Output::file:
      return Stream::path;
    case Output::keep:
      return Stream::kept;
    case Output::capture:
      return Stream::descriptor;
  }
  return Stream::discard;
}

sys::LauncherCommand command_of(const Command& command, std::uint32_t slot) {
  sys::LauncherCommand out;
  out.header.slot = slot;
  out.header.output = stream_of(command.output);
  out.header.errors = stream_of(command.errors);
  out.executable = command.executable;
  out.cwd = command.cwd;
  out.input = command.input;
  out.output = command.output_path;
  out.argv = command.argv;
  for (const std::string& entry : command.env)
    if (std::ranges::none_of(kChanging,
                             [&](std::string_view name) { return entry.starts_with(name); }))
      out.env.push_back(entry);
  return out;
}

void pin(launcher::CommandHeader& header, const std::vector<int>& cpus) {
  for (int cpu : cpus) {
    if (cpu < 0 || cpu >= static_cast<int>(launcher::kMaxCpus)) continue;
    header.pinned = 1;
    header.cpus[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
  }
}

}  // namespace

sys::LauncherCommand trial_command(const ProcessOptions& options, std::uint32_t arm, int captured) {
  sys::LauncherCommand out = command_of(options.arms[arm].command, arm);
  out.header.extent = options.tree == Tree::all ? launcher::Extent::all : launcher::Extent::main;
  out.header.own_group = 1;
  if (options.arms[arm].command.output == Output::capture) out.output_descriptor = captured;
  out.header.timeout_ns = static_cast<std::int64_t>(options.timeout_ns);
  out.header.linger_ns = static_cast<std::int64_t>(options.linger_ns);
  pin(out.header, options.pinned_cpus);
  return out;
}

sys::LauncherCommand daemon_command(const Command& command, const std::vector<int>& pinned_cpus) {
  sys::LauncherCommand out = command_of(command, 0);
  out.header.own_group = 1;
  pin(out.header, pinned_cpus);
  return out;
}

sys::LauncherCommand hook_command(const Command& command, std::uint32_t slot) {
  sys::LauncherCommand out = command_of(command, slot);
  out.header.extent = launcher::Extent::leave;
  return out;
}

}  // namespace assay::target
