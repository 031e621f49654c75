// SPDX-License-Identifier: Apache-2.0
#include "sys/clock.hpp"

#include <fmt/format.h>

#include <sys/random.h>
#include <time.h>

#include <ctime>

namespace assay::sys {
namespace {

double read_clock(clockid_t id) {
  timespec now{};
  ::clock_gettime(id, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace

double monotonic_ns() {
  return read_clock(CLOCK_MONOTONIC);
}

double boot_ns() {
  return read_clock(CLOCK_BOOTTIME);
}

double own_cpu_ns() {
  return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

std::string utc_now() {
  return utc_text(static_cast<std::int64_t>(::time(nullptr)));
}

std::string utc_text(std::int64_t unix_seconds) {
  const auto seconds = static_cast<time_t>(unix_seconds);
  tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string run_id() {
  return fmt::format("{:016x}{:016x}", random_seed(), random_seed());
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  // Up to 256 bytes are never short once the pool is up; a kernel without getrandom gets the clock.
  if (::getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed))
    seed = static_cast<std::uint64_t>(read_clock(CLOCK_REALTIME)) * 0x9E3779B97F4A7C15u;
  return seed;
}

}  // namespace assay::sys
