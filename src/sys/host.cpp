// SPDX-License-Identifier: Apache-2.0
#include "sys/host.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <gnu/libc-version.h>
#include <set>

namespace assay::sys {
namespace {

using Text = std::optional<std::string>;

// One place that a fact list grows from: reads below a root, drops what is not there.
class Reading {
 public:
  explicit Reading(std::string root) : root_(std::move(root)) {}

  Text start(const std::string& path, std::size_t bytes = 65536) const {
    auto text = read_start(root_ + path, bytes);
    if (!text) return std::nullopt;
    return std::move(*text);
  }
  Text line(const std::string& path) const {
    const auto text = start(path, 4096);
    if (!text) return std::nullopt;
    const std::string first(trim(text->substr(0, text->find('\n'))));
    return first.empty() ? std::nullopt : Text(first);
  }
  bool exists(const std::string& path) const {
    std::error_code ignored;
    return std::filesystem::exists(root_ + path, ignored);
  }
  // The distinct first lines of FOLDER/cpu*/FILE, joined: one word on a uniform machine.
  Text of_every_cpu(const std::string& file) const {
    std::error_code failed;
    std::set<std::string> values;
    const std::string folder = "/sys/devices/system/cpu";
    for (const auto& entry : std::filesystem::directory_iterator(root_ + folder, failed)) {
      const std::string name = entry.path().filename().string();
      if (!name.starts_with("cpu") || name.size() < 4 || name[3] < '0' || name[3] > '9') continue;
      if (auto value = line(folder + "/" + name + "/" + file)) values.insert(*value);
    }
    const std::vector<std::string> list(values.begin(), values.end());
    return list.empty() ? std::nullopt : Text(join(list, ", "));
  }

  void add(const char* key, Text value, bool comparable) {
    if (value && !value->empty()) facts.push_back({key, printable(*value), comparable});
  }

  std::vector<HostFact> facts;

 private:
  std::string root_;
};

constexpr bool kComparable = true;
constexpr bool kShown = false;

void add_cpu(Reading& host) {
  const std::string cpuinfo = host.start("/proc/cpuinfo", 8192).value_or("");
  auto model = colon_field(cpuinfo, "model name");
  if (!model) {  // ARM names its parts by number
    const auto maker = colon_field(cpuinfo, "CPU implementer");
    const auto part = colon_field(cpuinfo, "CPU part");
    if (maker && part) model = fmt::format("implementer {} part {}", *maker, *part);
  }
  host.add("cpu_model", model, kComparable);
  host.add("microcode", colon_field(cpuinfo, "microcode"), kComparable);

  const auto count = [](const Text& list) -> Text {
    const auto cpus = list ? count_cpus(*list) : std::nullopt;
    return cpus ? Text(std::to_string(*cpus)) : std::nullopt;
  };
  host.add("cpus_online", count(host.line("/sys/devices/system/cpu/online")), kComparable);
  const auto status = host.start("/proc/self/status");
  host.add("cpus_allowed", count(status ? colon_field(*status, "Cpus_allowed_list") : std::nullopt),
           kComparable);
  host.add("cpus_isolated", host.line("/sys/devices/system/cpu/isolated"), kComparable);
  host.add("smt", host.line("/sys/devices/system/cpu/smt/control"), kComparable);
  host.add("governor", host.of_every_cpu("cpufreq/scaling_governor"), kComparable);
  Text turbo;
  if (const auto off = host.line("/sys/devices/system/cpu/intel_pstate/no_turbo"))
    turbo = *off == "0" ? "on" : "off";
  else if (const auto boost = host.line("/sys/devices/system/cpu/cpufreq/boost"))
    turbo = *boost == "0" ? "off" : "on";
  host.add("turbo", turbo, kComparable);

  Text machine = host.line("/sys/hypervisor/type");
  if (const auto flags = colon_field(cpuinfo, "flags"); flags && !machine)
    machine = (" " + *flags + " ").find(" hypervisor ") == std::string::npos ? "none" : "yes";
  if (const auto product = host.line("/sys/class/dmi/id/product_name");
      product && machine && *machine != "none")
    machine = *product;
  host.add("virtualization", machine, kComparable);
}

void add_memory(Reading& host) {
  const std::string meminfo = host.start("/proc/meminfo").value_or("");
  const auto bytes = [&](const char* key) -> Text {
    const auto value = colon_field(meminfo, key);
    if (!value) return std::nullopt;
    const auto number = parse_double(std::string_view(*value).substr(0, value->find(' ')));
    if (!number || *number < 0) return std::nullopt;
    // A decimal of a GiB: kernels of one version keep slightly different amounts for themselves.
    return fmt::format("{:.1f} GiB", *number / (1 << 20));
  };
  host.add("memory", bytes("MemTotal"), kComparable);
  host.add("swap", bytes("SwapTotal"), kShown);
  const auto thp = host.line("/sys/kernel/mm/transparent_hugepage/enabled");
  host.add("thp", thp ? bracketed(*thp) : std::nullopt, kComparable);
  Text aslr;
  if (const auto level = host.line("/proc/sys/kernel/randomize_va_space"))
    aslr = *level == "0" ? "off" : *level == "1" ? "partial" : "full";
  const int own = ::personality(0xffffffff);
  if (own >= 0 && (own & ADDR_NO_RANDOMIZE) != 0) aslr = "off for this process";
  host.add("aslr", aslr, kComparable);
}

void add_software(Reading& host) {
  utsname name{};
  if (::uname(&name) == 0) {
    host.add("hostname", std::string(name.nodename), kShown);
    host.add("arch", std::string(name.machine), kComparable);
    host.add("kernel", std::string(name.release), kComparable);
  }
  const auto release = host.start("/etc/os-release");
  host.add("os", release ? assigned_field(*release, "PRETTY_NAME") : std::nullopt, kShown);
  char libc[64] = {};
  if (::confstr(_CS_GNU_LIBC_VERSION, libc, sizeof libc) > 0) host.add("libc", libc, kComparable);
  host.add("clocksource",
           host.line("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
           kComparable);
  Text mitigations;
  for (const auto& word : split(host.line("/proc/cmdline").value_or(""), ' '))
    if (word.starts_with("mitigations=")) mitigations = word.substr(12);
  host.add("mitigations", mitigations, kComparable);
  Text container;
  if (host.exists("/.dockerenv")) container = "docker";
  if (host.exists("/run/.containerenv")) container = "podman";
  host.add("container", container, kShown);
}

void add_limits(Reading& host) {
  host.add("cgroups", cgroup_versions(host.start("/proc/self/mounts", 1 << 20).value_or("")),
           kShown);
  // The tightest quota on the way from our group to the root of what we can see.
  std::optional<double> quota;
  for (const auto& line : split(host.start("/proc/self/cgroup").value_or(""), '\n')) {
    if (!line.starts_with("0::/")) continue;
    std::string path = line.substr(3);
    for (;;) {
      const auto found = host.line("/sys/fs/cgroup" + path + "/cpu.max");
      const auto cpus = found ? cpu_quota(*found) : std::nullopt;
      if (cpus) quota = std::min(quota.value_or(*cpus), *cpus);
      if (path.size() <= 1) break;
      path.resize(std::max<std::size_t>(path.rfind('/'), 1));
    }
  }
  if (const auto v1 = host.line("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"); v1 && !quota)
    quota =
        cpu_quota(*v1 + " " + host.line("/sys/fs/cgroup/cpu/cpu.cfs_period_us").value_or("100000"));
  if (quota) host.add("cpu_quota", fmt::format("{:.2f} CPUs", *quota), kComparable);

  host.add("perf_event_paranoid", host.line("/proc/sys/kernel/perf_event_paranoid"), kShown);
  const auto limit = [&](const char* key, auto resource, bool bytes) {
    rlimit value{};
    if (::getrlimit(resource, &value) != 0) return;
    if (value.rlim_cur == RLIM_INFINITY) return host.add(key, "unlimited", kShown);
    host.add(key,
             bytes ? format_quantity(static_cast<double>(value.rlim_cur), "bytes")
                   : std::to_string(value.rlim_cur),
             kShown);
  };
  limit("limit_open_files", RLIMIT_NOFILE, false);
  limit("limit_processes", RLIMIT_NPROC, false);
  limit("limit_stack", RLIMIT_STACK, true);
  limit("limit_address_space", RLIMIT_AS, true);
}

}  // namespace

std::string libc_version() {
  return ::gnu_get_libc_version();
}

std::vector<HostFact> host_facts(const std::string& root) {
  Reading host(root);
  add_software(host);
  add_cpu(host);
  add_memory(host);
  add_limits(host);
  return std::move(host.facts);
}

}  // namespace assay::sys
