// SPDX-License-Identifier: Apache-2.0
#include "sys/family.hpp"

#include "base/text.hpp"
#include "sys/file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

std::string proc(pid_t pid, const char* file) {
  auto text = read_file("/proc/" + std::to_string(pid) + "/" + file);
  return text ? std::move(*text) : std::string();
}

pid_t number_of(const fs::path& entry) {
  return static_cast<pid_t>(std::strtol(entry.filename().c_str(), nullptr, 10));
}

// The fields of /proc/PID/stat from the third on (state, parent, ...), behind the name in brackets,
// which may hold anything.
std::vector<std::string> stat_fields(pid_t pid) {
  const std::string text = proc(pid, "stat");
  const std::size_t at = text.rfind(')');
  if (at == std::string::npos || at + 2 >= text.size()) return {};
  return split(std::string_view(text).substr(at + 2), ' ');
}

// By each thread's list of children; none where the kernel keeps no such lists.
std::optional<std::vector<pid_t>> listed_children(pid_t parent) {
  const std::string folder = "/proc/" + std::to_string(parent) + "/task";
  std::vector<pid_t> out;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto text = read_file((at->path() / "children").string());
    if (!text && number_of(at->path()) == parent && ::access(at->path().c_str(), F_OK) == 0)
      return std::nullopt;
    if (!text) continue;
    for (const std::string& word : split(trim(*text), ' '))
      if (const auto pid = parse_int(word)) out.push_back(static_cast<pid_t>(*pid));
  }
  return out;
}

std::vector<pid_t> scanned_descendants(pid_t root) {
  std::vector<std::pair<pid_t, pid_t>> all;  // process, parent
  std::error_code error;
  for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error))
    if (const pid_t pid = number_of(at->path()); pid > 0)
      if (const auto fields = stat_fields(pid); fields.size() > 1)
        all.emplace_back(pid, static_cast<pid_t>(parse_int(fields[1]).value_or(0)));
  std::vector<pid_t> found = {root};
  for (std::size_t i = 0; i < found.size(); ++i)
    for (const auto& [pid, parent] : all)
      if (parent == found[i]) found.push_back(pid);
  found.erase(found.begin());
  return found;
}

// The value of the line "read_bytes: 4096".
std::optional<double> counter(const std::string& text, std::string_view name) {
  for (const std::string& line : split(text, '\n'))
    if (line.starts_with(name)) return parse_double(trim(line.substr(name.size())));
  return std::nullopt;
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t root) {
  std::vector<pid_t> found = {root};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto children = listed_children(found[i]);
    if (!children) return scanned_descendants(root);
    for (pid_t child : *children)
      if (std::ranges::find(found, child) == found.end()) found.push_back(child);
  }
  found.erase(found.begin());
  return found;
}

double resident_bytes(const std::vector<pid_t>& processes) {
  const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  double bytes = 0;
  for (pid_t pid : processes) {
    const auto words = split(proc(pid, "statm"), ' ');
    if (words.size() > 1) bytes += page * parse_double(words[1]).value_or(0);
  }
  return bytes;
}

double ticked_cpu_ns(const std::vector<pid_t>& processes) {
  const double tick_ns = 1e9 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  double ns = 0;
  for (pid_t pid : processes) {
    const auto fields = stat_fields(pid);
    // utime, stime, cutime, cstime are the 14th to 17th of the line.
    if (fields.size() < 15) continue;
    for (std::size_t i = 11; i < 15; ++i) ns += tick_ns * parse_double(fields[i]).value_or(0);
  }
  return ns;
}

std::optional<std::uint64_t> started_at(pid_t process) {
  constexpr std::size_t kStart = 19;  // the 22nd of the line
  const auto fields = stat_fields(process);
  if (fields.size() <= kStart || fields[0] == "Z" || fields[0] == "X") return std::nullopt;
  const auto ticks = parse_int(fields[kStart]);
  return ticks ? std::optional(static_cast<std::uint64_t>(*ticks)) : std::nullopt;
}

pid_t parent_of(pid_t process) {
  const auto fields = stat_fields(process);
  return fields.size() > 1 ? static_cast<pid_t>(parse_int(fields[1]).value_or(0)) : 0;
}

std::optional<DiskBytes> disk_bytes(const std::vector<pid_t>& processes) {
  DiskBytes sum;
  for (pid_t pid : processes) {
    const std::string text = proc(pid, "io");
    const auto read = counter(text, "read_bytes:");
    const auto written = counter(text, "write_bytes:");
    if (read && written) {
      sum.read += *read;
      sum.written += *written;
    } else if (started_at(pid)) {
      return std::nullopt;
    }
  }
  return sum;
}

std::optional<DiskBytes> tree_disk_bytes(pid_t root) {
  constexpr int kTries = 3;
  std::optional<DiskBytes> sum;
  // One that goes between two reads has not been counted with its parent yet: once more then.
  for (int i = 0; i < kTries; ++i) {
    auto tree = descendants_of(root);
    tree.push_back(root);
    sum = disk_bytes(tree);
    auto now = descendants_of(root);
    now.push_back(root);
    if (now == tree) break;
  }
  return sum;
}

}  // namespace assay::sys
