// SPDX-License-Identifier: Apache-2.0
#include "launcher/groups.hpp"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <initializer_list>
#include <utility>

namespace assay::launcher {
namespace {

int open_in(const char* folder, const char* file, int flags) {
  Text<kMaxPath + 64> path;
  path << folder << "/" << file;
  return ::open(path.c_str(), flags | O_CLOEXEC);
}

// The launcher itself, into the group or, with "..", into its parent. 0 or an errno.
int join(const char* folder, const char* below) {
  Text<kMaxPath + 16> where;
  where << folder << below;
  const int fd = open_in(where.c_str(), "cgroup.procs", O_WRONLY);
  if (fd < 0) return errno;
  const int error = write_counted(fd, "0") ? 0 : errno;
  ::close(fd);
  return error;
}

void close_all(std::initializer_list<int*> fds) {
  for (int* fd : fds)
    if (*fd >= 0) ::close(std::exchange(*fd, -1));
}

}  // namespace

Groups::Opened Groups::open(const Setup& setup) {
  Opened out;
  if (setup.v2_group[0] != '\0') {
    v2_ << setup.v2_group;
    out.v2 = open_v2(out);
  }
  if (setup.v1_memory[0] != '\0' && peak_v2_ < 0) {
    memory_ << setup.v1_memory;
    out.v1_memory = join(memory_.c_str(), "");
    if (out.v1_memory == 0) {
      peak_v1_ = open_in(memory_.c_str(), "memory.max_usage_in_bytes", O_RDWR);
      if (peak_v1_ < 0) out.v1_memory = errno;
    }
  }
  if (setup.v1_cpuacct[0] != '\0' && cpu_stat_ < 0) {
    cpuacct_group_ << setup.v1_cpuacct;
    out.v1_cpuacct = join(cpuacct_group_.c_str(), "");
    if (out.v1_cpuacct == 0) {
      cpuacct_ = open_in(cpuacct_group_.c_str(), "cpuacct.usage", O_RDONLY);
      if (cpuacct_ < 0) out.v1_cpuacct = errno;
    }
  }
  return out;
}

int Groups::open_v2(Opened& out) {
  const char* group = v2_.c_str();
  directory_ = ::open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  procs_ = open_in(group, "cgroup.procs", O_RDONLY);
  cpu_stat_ = open_in(group, "cpu.stat", O_RDONLY);
  if (directory_ < 0 || procs_ < 0 || cpu_stat_ < 0) {
    const int error = errno;
    drop_v2();
    return error;
  }
  kill_ = open_in(group, "cgroup.kill", O_WRONLY);
  pressure_ = open_in(group, "cpu.pressure", O_RDONLY);
  // psi=0 on the kernel's command line leaves the file, and reading it fails.
  if (pressure_ >= 0 && read_at_start(pressure_, text_, sizeof text_) <= 0) close_all({&pressure_});
  // Since Linux 6.12 a write resets the peak as seen through that one descriptor.
  peak_v2_ = open_in(group, "memory.peak", O_RDWR);
  if (peak_v2_ < 0) out.memory_peak = errno == EACCES ? EOPNOTSUPP : errno;
  if (peak_v2_ >= 0 && !write_counted(peak_v2_, "reset")) {
    out.memory_peak = EOPNOTSUPP;
    close_all({&peak_v2_});
  }
  return 0;
}

void Groups::renew_v2() {
  if (directory_ < 0) return;
  drop_v2();
  Opened ignored;
  if (::rmdir(v2_.c_str()) == 0 && ::mkdir(v2_.c_str(), 0755) == 0) open_v2(ignored);
}

void Groups::drop_v2() {
  close_all({&directory_, &procs_, &kill_, &cpu_stat_, &pressure_, &peak_v2_});
}

Groups::Count Groups::count() {
  Count out;
  if (cpu_stat_ >= 0 && read_at_start(cpu_stat_, text_, sizeof text_) > 0) {
    out.cpu_ns = number_after(text_, "usage_usec") * 1000;
    const std::int64_t throttled = number_after(text_, "throttled_usec");
    if (throttled != kNone) out.throttled_ns = throttled * 1000;
  } else if (cpuacct_ >= 0) {
    // The launcher is in this group. Asking for its own time first brings the group's up to date.
    const std::int64_t own = own_cpu_ns();
    read_at_start(cpuacct_, text_, sizeof text_);
    const char* at = text_;
    out.cpu_ns = next_number(at) - own;
  }
  if (wants_pressure_ && pressure_ >= 0 && read_at_start(pressure_, text_, sizeof text_) > 0) {
    // "some avg10=0.00 avg60=0.00 avg300=0.00 total=MICROSECONDS"
    if (const char* at = std::strstr(text_, "total="); at != nullptr)
      out.waited_ns = next_number(at) * 1000;
  }
  return out;
}

void Groups::reset_peak() {
  const int fd = peak_v2_ >= 0 ? peak_v2_ : peak_v1_;
  if (fd < 0) return;
  // A kernel that forgets the peak remembers what is charged at that moment instead.
  write_counted(fd, peak_v2_ >= 0 ? "reset" : "0");
  charged_before_ = kNone;
  if (read_at_start(fd, text_, sizeof text_) <= 0) return;
  const char* at = text_;
  charged_before_ = next_number(at);
}

std::int64_t Groups::peak() const {
  const int fd = peak_v2_ >= 0 ? peak_v2_ : peak_v1_;
  if (fd < 0 || charged_before_ == kNone || read_at_start(fd, text_, sizeof text_) <= 0)
    return kNone;
  const char* at = text_;
  return next_number(at) - charged_before_;
}

void Groups::leave() {
  close_all(
      {&directory_, &procs_, &kill_, &cpu_stat_, &pressure_, &peak_v2_, &peak_v1_, &cpuacct_});
  for (const auto* group : {&memory_, &cpuacct_group_})
    if (group->size() > 0) join(group->c_str(), "/..");
  for (const auto* group : {&v2_, &memory_, &cpuacct_group_})
    if (group->size() > 0) ::rmdir(group->c_str());
}

}  // namespace assay::launcher
