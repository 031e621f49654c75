// SPDX-License-Identifier: Apache-2.0
// The machine's fingerprint: what must agree before two reports may be compared, and what helps to
// explain one. Read once a run, in a few milliseconds.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::sys {

// `comparable`: a difference can change what is measured by itself. Facts that the machine does not
// tell are omitted. Keys and their meaning: docs/report-format.md, "host".
struct HostFact {
  std::string key;
  std::string value;
  bool comparable = false;
};

// Of the C library that this program runs on, whose loader other programs of the machine use, too.
std::string libc_version();

// Reads below `root` ("" is the machine itself, tests give a folder). System calls (uname, limits,
// libc) always answer for this process.
std::vector<HostFact> host_facts(const std::string& root = "");
// The value of a fact, or none.
std::optional<std::string> fact(std::span<const HostFact> facts, std::string_view key);

// --- parsers: text in, values out; anything malformed is none ---

// The value of the first "key : value" line: /proc/cpuinfo, meminfo, status.
std::optional<std::string> colon_field(std::string_view text, std::string_view key);
// The value of the first "key=value" or key="value" line: os-release.
std::optional<std::string> assigned_field(std::string_view text, std::string_view key);
// The choice in force of "always [madvise] never".
std::optional<std::string> bracketed(std::string_view text);
// How many CPUs "0-3,7" names.
std::optional<std::size_t> count_cpus(std::string_view list);
// A quota in CPUs: v2 "150000 100000" is 1.5; "max 100000" is none.
std::optional<double> cpu_quota(std::string_view cpu_max);
// The hierarchies of /proc/mounts in one line: "v1: cpu memory; v2".
std::optional<std::string> cgroup_versions(std::string_view mounts);

}  // namespace assay::sys
