// SPDX-License-Identifier: Apache-2.0
#include "launcher/tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

namespace assay::launcher {
namespace {

struct Entry {  // linux_dirent64
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};

pid_t number_of(const char* name) {
  if (*name < '1' || *name > '9') return 0;
  return static_cast<pid_t>(next_number(name));
}

// Calls each(pid) for the numbered entries of a folder of /proc.
template <typename Each>
void each_number(const char* folder, Each each) {
  const int fd = ::open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  alignas(Entry) char entries[2048];
  for (;;) {
    const long n = ::syscall(SYS_getdents64, fd, entries, sizeof entries);
    if (n <= 0) break;
    for (long at = 0; at < n;) {
      const auto* entry = reinterpret_cast<const Entry*>(entries + at);
      if (const pid_t pid = number_of(entry->name); pid != 0) each(pid);
      at += entry->length;
    }
  }
  ::close(fd);
}

// The parent as /proc/PID/stat has it, behind the name in brackets, which may hold anything.
pid_t parent_of(pid_t pid) {
  Text<64> path;
  path << "/proc/" << pid << "/stat";
  char text[512];
  if (read_path(path.c_str(), text, sizeof text) <= 0) return 0;
  const char* at = std::strrchr(text, ')');
  return at == nullptr ? 0 : static_cast<pid_t>(next_number(at));
}

}  // namespace

Tree::Weight Tree::weigh() {
  static const std::int64_t page = ::sysconf(_SC_PAGESIZE);
  if (!list_cgroup()) list_children(false);
  Weight out;
  out.processes = static_cast<std::int64_t>(count_);
  // One alone tells its own peak when it is reaped.
  if (count_ < 2) return out;
  for (std::size_t i = 0; i < count_; ++i) {
    Text<64> path;
    path << "/proc/" << pids_[i] << "/statm";
    char text[128];
    if (read_path(path.c_str(), text, sizeof text) <= 0) continue;
    const char* at = text;
    next_number(at);
    out.rss += next_number(at) * page;
  }
  return out;
}

void Tree::kill(Means means) {
  if (kill_ >= 0 && means != Means::walk) {
    write_counted(kill_, "1");
    spent_ = true;
    if (means == Means::group) return;
  }
  list_children(true);
  for (std::size_t i = 0; i < count_; ++i) ::kill(pids_[i], SIGKILL);
}

bool Tree::list_cgroup() {
  if (procs_ < 0) return false;
  count_ = 0;
  // cgroup.procs is a sequence file: read on from where the last read ended.
  if (::lseek(procs_, 0, SEEK_SET) != 0) return false;
  std::size_t kept = 0;
  for (;;) {
    const ssize_t n = ::read(procs_, buffer_ + kept, sizeof buffer_ - 1 - kept);
    if (n <= 0) break;
    own_io().read += n;
    const std::size_t size = kept + static_cast<std::size_t>(n);
    buffer_[size] = '\0';
    const char* at = buffer_;
    for (const char* line; (line = std::strchr(at, '\n')) != nullptr; at = line + 1) {
      const char* digits = at;
      add(static_cast<pid_t>(next_number(digits)), false);
    }
    kept = static_cast<std::size_t>(buffer_ + size - at);
    std::memmove(buffer_, at, kept);
  }
  return true;
}

void Tree::list_children(bool freeze) {
  count_ = 0;
  const pid_t self = ::getpid();
  if (children_files_) {
    Text<64> path;
    path << "/proc/" << self << "/task/" << self << "/children";
    children_files_ = ::access(path.c_str(), R_OK) == 0;
  }
  if (!children_files_) return scan_proc(freeze);
  add_children(self, freeze);
  for (std::size_t i = 0; i < count_; ++i) add_children(pids_[i], freeze);
}

void Tree::add_children(pid_t parent, bool freeze) {
  Text<64> folder;
  folder << "/proc/" << parent << "/task";
  each_number(folder.c_str(), [&](pid_t thread) {
    Text<64> path;
    path << folder.c_str() << "/" << thread << "/children";
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    std::size_t kept = 0;
    for (;;) {
      const ssize_t n = ::read(fd, buffer_ + kept, sizeof buffer_ - 1 - kept);
      if (n <= 0) break;
      own_io().read += n;
      const std::size_t size = kept + static_cast<std::size_t>(n);
      buffer_[size] = '\0';
      const char* at = buffer_;
      for (const char* gap; (gap = std::strchr(at, ' ')) != nullptr; at = gap + 1) {
        const char* digits = at;
        add(static_cast<pid_t>(next_number(digits)), freeze);
      }
      kept = static_cast<std::size_t>(buffer_ + size - at);
      std::memmove(buffer_, at, kept);
    }
    ::close(fd);
  });
}

// Without children files: every process whose parent is already listed, again until none is new.
void Tree::scan_proc(bool freeze) {
  const pid_t self = ::getpid();
  for (bool grew = true; grew;) {
    grew = false;
    each_number("/proc", [&](pid_t pid) {
      const auto known = [&](pid_t one) {
        for (std::size_t i = 0; i < count_; ++i)
          if (pids_[i] == one) return true;
        return false;
      };
      if (pid == self || known(pid)) return;
      const pid_t parent = parent_of(pid);
      if (parent != self && !known(parent)) return;
      add(pid, freeze);
      grew = true;
    });
  }
}

void Tree::add(pid_t pid, bool freeze) {
  if (pid <= 0 || count_ == kMost) return;
  if (freeze) ::kill(pid, SIGSTOP);
  pids_[count_++] = pid;
}

}  // namespace assay::launcher
