// SPDX-License-Identifier: Apache-2.0
// The parsers of host.hpp: pure functions over what the kernel wrote.
#include "base/text.hpp"
#include "sys/host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace assay::sys {
namespace {

constexpr long long kMostCpus = 1 << 20;

template <typename Match>
std::optional<std::string> first_line(std::string_view text, Match match) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (auto value = match(text.substr(0, end))) return value;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> fact(std::span<const HostFact> facts, std::string_view key) {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [&](const auto& one) { return one.key == key; });
  return found == facts.end() ? std::nullopt : std::optional(found->value);
}

std::optional<std::string> colon_field(std::string_view text, std::string_view key) {
  return first_line(text, [key](std::string_view line) -> std::optional<std::string> {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || trim(line.substr(0, colon)) != key) return std::nullopt;
    const auto value = trim(line.substr(colon + 1));
    return value.empty() ? std::nullopt : std::optional(std::string(value));
  });
}

std::optional<std::string> assigned_field(std::string_view text, std::string_view key) {
  return first_line(text, [key](std::string_view line) -> std::optional<std::string> {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || trim(line.substr(0, equals)) != key)
      return std::nullopt;
    auto value = trim(line.substr(equals + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    return value.empty() ? std::nullopt : std::optional(std::string(value));
  });
}

std::optional<std::string> bracketed(std::string_view text) {
  const auto open = text.find('[');
  const auto close = text.find(']', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos || close == open + 1)
    return std::nullopt;
  return std::string(text.substr(open + 1, close - open - 1));
}

std::optional<std::size_t> count_cpus(std::string_view list) {
  std::size_t count = 0;
  for (const auto& part : split(trim(list), ',')) {
    const auto dash = part.find('-');
    const auto first = parse_int(std::string_view(part).substr(0, dash));
    const auto last =
        dash == std::string::npos ? first : parse_int(std::string_view(part).substr(dash + 1));
    if (!first || !last || *first < 0 || *last < *first || *last >= kMostCpus) return std::nullopt;
    count += static_cast<std::size_t>(*last - *first + 1);
  }
  return count;
}

std::optional<double> cpu_quota(std::string_view cpu_max) {
  const auto words = split(trim(cpu_max), ' ');
  if (words.size() != 2) return std::nullopt;
  const auto quota = parse_double(words[0]);
  const auto period = parse_double(words[1]);
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return *quota / *period;
}

std::optional<std::string> cgroup_versions(std::string_view mounts) {
  constexpr std::array<std::string_view, 13> kControllers = {
      "blkio",  "cpu",     "cpuacct",  "cpuset",     "devices", "freezer", "hugetlb",
      "memory", "net_cls", "net_prio", "perf_event", "pids",    "rdma"};
  std::set<std::string> v1;
  bool v2 = false;
  for (const auto& line : split(mounts, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() < 4) continue;
    if (words[2] == "cgroup2") v2 = true;
    if (words[2] != "cgroup") continue;
    for (const auto& option : split(words[3], ','))
      if (std::find(kControllers.begin(), kControllers.end(), option) != kControllers.end())
        v1.insert(option);
  }
  if (v1.empty()) return v2 ? std::optional<std::string>("v2") : std::nullopt;
  const std::vector<std::string> names(v1.begin(), v1.end());
  return fmt::format("v1: {}{}", join(names, " "), v2 ? "; v2" : "");
}

}  // namespace assay::sys
