// SPDX-License-Identifier: Apache-2.0
// The kernel's own record of every exit (Documentation/accounting/taskstats.rst): how long each
// thread waited for a CPU, and who its parent was. It tells of the whole machine; only what
// descends from the launcher is kept. Needs CAP_NET_ADMIN in the first namespaces.
#pragma once
#include <sys/types.h>

#include <cstdint>

namespace assay::launcher {

class Taskstats {
 public:
  int open();  // 0 or an errno
  bool is_open() const { return socket_ >= 0; }

  void begin();  // forgets what came before
  void drain();  // reads what has come; often enough that the socket's buffer does not run over

  struct Total {
    std::int64_t processes = 0;
    std::int64_t waited_ns = 0;
    bool complete = true;  // false once a record was lost
  };
  // Of everything below the launcher that has exited since begin().
  Total total() const { return total_; }

 private:
  // What has exited below a process that has not. A record names the parent, which is known to
  // belong to us only when it exits itself, so sums climb from child to parent.
  struct Pending {
    pid_t parent;
    std::uint32_t generation;  // the trial it is of; an older one is free
    std::int64_t processes;
    std::int64_t waited_ns;
  };
  static constexpr std::uint32_t kPending = 4096;  // parents at a time; a power of two

  struct Exit;
  int find_family();
  int listen();
  int ask(std::uint16_t type, std::uint8_t command, std::uint16_t attribute, const char* text);
  void take(const char* message, std::uint32_t size);
  void exited(const Exit& exit);
  Pending* find(pid_t parent, bool make);
  void erase(Pending* entry);
  bool is_free(const Pending& entry) const { return entry.generation != generation_; }

  int socket_ = -1;
  std::uint16_t family_ = 0;
  pid_t launcher_ = 0;
  std::uint32_t used_ = 0;
  std::uint32_t generation_ = 1;
  Total total_;
  Pending pending_[kPending] = {};
  alignas(8) char buffer_[4096];
};

}  // namespace assay::launcher
