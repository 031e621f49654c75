// SPDX-License-Identifier: Apache-2.0
#include "sys/host_counters.hpp"

#include "sys/clock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::sys {
namespace {

Fd open_quietly(const std::string& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

template <std::size_t N>
std::string_view read_into(const Fd& fd, std::array<char, N>& buffer) {
  if (!fd) return {};
  const ssize_t got = ::pread(fd.get(), buffer.data(), buffer.size(), 0);
  return got <= 0 ? std::string_view() : std::string_view(buffer.data(), static_cast<size_t>(got));
}

// Takes the next number off the front of `text`; spaces before it are skipped.
std::optional<double> take_number(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  unsigned long long value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return static_cast<double>(value);
}

// The number after `key` where `key` starts a line and the line is complete.
std::optional<double> number_of_line(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at != 0 && text[at - 1] != '\n') continue;
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view rest = text.substr(at + key.size(), end - at - key.size());
    return take_number(rest);
  }
  return std::nullopt;
}

std::optional<double> growth(std::optional<double> before, std::optional<double> after) {
  if (!before || !after || *after < *before) return std::nullopt;
  return *after - *before;
}

}  // namespace

std::optional<CpuTicks> parse_cpu_ticks(std::string_view stat) {
  const auto end = stat.find('\n');
  if (end == std::string_view::npos || !stat.starts_with("cpu ")) return std::nullopt;
  std::string_view line = stat.substr(4, end - 4);
  std::array<double, 8> ticks{};  // user nice system idle iowait irq softirq steal
  std::size_t count = 0;
  while (count < ticks.size()) {
    const auto value = take_number(line);
    if (!value) break;
    ticks[count++] = *value;
  }
  if (count < 4) return std::nullopt;
  return CpuTicks{.busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6], .steal = ticks[7]};
}

std::optional<double> parse_pressure_us(std::string_view pressure) {
  const auto end = pressure.find('\n');
  if (end == std::string_view::npos || !pressure.starts_with("some ")) return std::nullopt;
  const auto total = pressure.substr(0, end).find("total=");
  if (total == std::string_view::npos) return std::nullopt;
  std::string_view rest = pressure.substr(total + 6, end - total - 6);
  return take_number(rest);
}

std::optional<double> parse_swap_pages(std::string_view vmstat) {
  const auto in = number_of_line(vmstat, "pswpin ");
  const auto out = number_of_line(vmstat, "pswpout ");
  if (!in || !out) return std::nullopt;
  return *in + *out;
}

HostShares shares(const HostSnapshot& before, const HostSnapshot& after, double tree_cpu_ns,
                  double harness_cpu_ns) {
  HostShares result;
  const double elapsed = after.at_ns - before.at_ns;
  if (!(elapsed > 0)) return result;
  const double capacity = elapsed * std::max(after.cpus, 1.0);
  const auto share = [](double part, double whole) { return std::clamp(part / whole, 0.0, 1.0); };
  if (const auto busy = growth(before.busy_ns, after.busy_ns))
    result.foreign_cpu = share(*busy - tree_cpu_ns - harness_cpu_ns, capacity);
  if (const auto steal = growth(before.steal_ns, after.steal_ns))
    result.steal = share(*steal, capacity);
  if (const auto waited = growth(before.pressure_ns, after.pressure_ns))
    result.cpu_pressure = share(*waited, elapsed);
  result.swap_pages = growth(before.swap_pages, after.swap_pages);
  return result;
}

HostCounters::HostCounters(const std::string& root)
    : stat_(open_quietly(root + "/proc/stat")),
      pressure_(open_quietly(root + "/proc/pressure/cpu")),
      vmstat_(open_quietly(root + "/proc/vmstat")),
      cpus_(static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN))) {}

HostSnapshot HostCounters::read() const {
  static const double tick_ns = 1e9 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  HostSnapshot now;
  now.at_ns = monotonic_ns();
  now.cpus = cpus_;
  std::array<char, 512> start;  // the first line is all that is needed of /proc/stat
  if (const auto ticks = parse_cpu_ticks(read_into(stat_, start))) {
    now.busy_ns = ticks->busy * tick_ns;
    now.steal_ns = ticks->steal * tick_ns;
  }
  if (const auto waited = parse_pressure_us(read_into(pressure_, start)))
    now.pressure_ns = *waited * 1e3;
  std::array<char, 16384> all;
  now.swap_pages = parse_swap_pages(read_into(vmstat_, all));
  return now;
}

void ShareMeter::add(double tree_cpu_ns, double harness_cpu_ns) {
  tree_cpu_ns_ += tree_cpu_ns;
  harness_cpu_ns_ += harness_cpu_ns;
}

void ShareMeter::close(const HostSnapshot& now) {
  last_ = shares(start_, now, tree_cpu_ns_, harness_cpu_ns_);
  start_ = now;
  tree_cpu_ns_ = harness_cpu_ns_ = 0;
}

HostShares ShareMeter::take() {
  HostShares told = last_;
  last_.swap_pages.reset();
  return told;
}

HostShares HostWatch::update(double tree_cpu_ns, double harness_cpu_ns) {
  meter_.add(tree_cpu_ns, harness_cpu_ns);
  if (meter_.due(monotonic_ns())) meter_.close(counters_.read());
  return meter_.take();
}

}  // namespace assay::sys
