// SPDX-License-Identifier: Apache-2.0
#include "launcher/counters.hpp"

#include <algorithm>

namespace assay::launcher {
namespace {

std::int64_t in_ns(const timeval& t) {
  return std::int64_t{t.tv_sec} * 1'000'000'000 + std::int64_t{t.tv_usec} * 1000;
}

}  // namespace

void Counters::open(const Setup&, Ready& ready) {
  const auto by = [&](Tier tier, auto... fields) {
    ((ready.tier[std::uint32_t(fields)] = tier), ...);
  };
  using enum Field;
  by(Tier::clock, wall, wall_main);
  by(Tier::rusage, user, sys, cpu, peak_rss, minor_faults, major_faults, voluntary_switches,
     involuntary_switches);
  by(Tier::sampled, peak_tree, processes);
}

void Counters::begin() {
  user_ = sys_ = peak_rss_ = 0;
  minor_faults_ = major_faults_ = voluntary_ = involuntary_ = 0;
  processes_ = most_seen_ = sampled_tree_ = 0;
}

void Counters::sample() {
  const Tree::Weight weight = tree_.weigh();
  sampled_tree_ = std::max(sampled_tree_, weight.rss);
  most_seen_ = std::max(most_seen_, weight.processes + processes_);
}

void Counters::main_is_zombie(pid_t) {}

void Counters::reaped(const rusage& usage) {
  ++processes_;
  user_ += in_ns(usage.ru_utime);
  sys_ += in_ns(usage.ru_stime);
  peak_rss_ = std::max(peak_rss_, std::int64_t{usage.ru_maxrss} * 1024);
  minor_faults_ += usage.ru_minflt;
  major_faults_ += usage.ru_majflt;
  voluntary_ += usage.ru_nvcsw;
  involuntary_ += usage.ru_nivcsw;
}

void Counters::end(std::int64_t* values) {
  const auto set = [&](Field field, std::int64_t value) { values[std::uint32_t(field)] = value; };
  using enum Field;
  set(user, user_);
  set(sys, sys_);
  set(cpu, user_ + sys_);
  set(peak_rss, peak_rss_);
  set(peak_tree, std::max(peak_rss_, sampled_tree_));
  set(minor_faults, minor_faults_);
  set(major_faults, major_faults_);
  set(voluntary_switches, voluntary_);
  set(involuntary_switches, involuntary_);
  set(processes, std::max(processes_, most_seen_));
}

void Counters::forget() {}

}  // namespace assay::launcher
