// SPDX-License-Identifier: Apache-2.0
#include "launcher/taskstats.hpp"

#include "launcher/low.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace assay::launcher {
namespace {

constexpr ino_t kFirstPidNamespace = 0xEFFFFFFC;  // PROC_PID_INIT_INO
constexpr std::uint16_t kVersionWithGroups = 11;  // the first with ac_tgid, Linux 5.17
constexpr int kBuffer = 4 << 20;

struct Request {
  nlmsghdr header;
  genlmsghdr generic;
  char attributes[160];
};

// Calls each(type, payload, size) for the attributes in a stretch of a message.
template <typename Each>
void each_attribute(const char* at, std::uint32_t size, Each each) {
  while (size >= NLA_HDRLEN) {
    nlattr attribute;
    std::memcpy(&attribute, at, sizeof attribute);
    if (attribute.nla_len < NLA_HDRLEN || attribute.nla_len > size) return;
    each(attribute.nla_type & NLA_TYPE_MASK, at + NLA_HDRLEN,
         static_cast<std::uint32_t>(attribute.nla_len - NLA_HDRLEN));
    const auto step = static_cast<std::uint32_t>(NLA_ALIGN(attribute.nla_len));
    if (step >= size) return;
    at += step;
    size -= step;
  }
}

}  // namespace

struct Taskstats::Exit {
  pid_t pid;
  pid_t parent;
  bool process;  // or one thread of several
  std::int64_t waited_ns;
};

int Taskstats::open() {
  // Records carry the numbers of the first namespace; elsewhere ours mean nothing in it.
  struct stat about {};
  if (::stat("/proc/self/ns/pid", &about) != 0) return errno;
  if (about.st_ino != kFirstPidNamespace) return EPERM;
  socket_ = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
  if (socket_ < 0) return errno;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &kBuffer, sizeof kBuffer);
  launcher_ = ::getpid();
  int error = find_family();
  if (error == 0) error = listen();
  if (error == 0 && ::fcntl(socket_, F_SETFL, O_NONBLOCK) != 0) error = errno;
  if (error != 0) {
    ::close(socket_);
    socket_ = -1;
  }
  return error;
}

int Taskstats::find_family() {
  const int error =
      ask(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME);
  return error != 0 ? error : (family_ != 0 ? 0 : ENOENT);
}

int Taskstats::listen() {
  char cpus[128];
  const ssize_t n = read_path("/sys/devices/system/cpu/possible", cpus, sizeof cpus);
  if (n <= 0) return ENOENT;
  if (cpus[n - 1] == '\n') cpus[n - 1] = '\0';
  return ask(family_, TASKSTATS_CMD_GET, TASKSTATS_CMD_ATTR_REGISTER_CPUMASK, cpus);
}

// Sends one attribute and waits for the acknowledgement; what comes before it is taken.
int Taskstats::ask(std::uint16_t type, std::uint8_t command, std::uint16_t attribute,
                   const char* text) {
  Request request{};
  const auto length = static_cast<std::uint16_t>(std::strlen(text) + 1);
  const nlattr head{static_cast<std::uint16_t>(NLA_HDRLEN + length), attribute};
  std::memcpy(request.attributes, &head, sizeof head);
  std::memcpy(request.attributes + NLA_HDRLEN, text, length);
  request.header.nlmsg_len =
      static_cast<std::uint32_t>(NLMSG_HDRLEN + GENL_HDRLEN + NLA_ALIGN(head.nla_len));
  request.header.nlmsg_type = type;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  request.generic.cmd = command;
  request.generic.version = 1;
  if (::send(socket_, &request, request.header.nlmsg_len, 0) < 0) return errno;
  for (;;) {
    const ssize_t n = ::recv(socket_, buffer_, sizeof buffer_, 0);
    if (n < 0) return errno;
    nlmsghdr header;
    std::memcpy(&header, buffer_, sizeof header);
    if (header.nlmsg_type == NLMSG_ERROR) {
      nlmsgerr answer;
      std::memcpy(&answer, buffer_ + NLMSG_HDRLEN, sizeof answer);
      return -answer.error;
    }
    take(buffer_, static_cast<std::uint32_t>(n));
  }
}

void Taskstats::begin() {
  total_ = {};
  ++generation_;
  used_ = 0;
}

void Taskstats::drain() {
  for (;;) {
    const ssize_t n = ::recv(socket_, buffer_, sizeof buffer_, 0);
    if (n > 0) {
      take(buffer_, static_cast<std::uint32_t>(n));
    } else if (n < 0 && errno == ENOBUFS) {
      total_.complete = false;
    } else if (n == 0 || errno != EINTR) {
      return;
    }
  }
}

void Taskstats::take(const char* message, std::uint32_t size) {
  constexpr std::uint32_t kHead = NLMSG_HDRLEN + GENL_HDRLEN;
  nlmsghdr header;
  if (size < kHead) return;
  std::memcpy(&header, message, sizeof header);
  if (header.nlmsg_type == GENL_ID_CTRL) {
    each_attribute(message + kHead, size - kHead, [&](int type, const char* at, std::uint32_t n) {
      if (type == CTRL_ATTR_FAMILY_ID && n >= sizeof family_)
        std::memcpy(&family_, at, sizeof family_);
    });
    return;
  }
  each_attribute(message + kHead, size - kHead, [&](int type, const char* at, std::uint32_t n) {
    // TASKSTATS_TYPE_AGGR_TGID sums up threads that were each told of before.
    if (type != TASKSTATS_TYPE_AGGR_PID) return;
    each_attribute(at, n, [&](int inner, const char* stats, std::uint32_t bytes) {
      taskstats record{};
      if (inner != TASKSTATS_TYPE_STATS) return;
      std::memcpy(&record, stats, bytes < sizeof record ? bytes : sizeof record);
      if (record.version < kVersionWithGroups) {
        total_.complete = false;
        return;
      }
      exited({static_cast<pid_t>(record.ac_pid), static_cast<pid_t>(record.ac_ppid),
              record.ac_pid == record.ac_tgid, static_cast<std::int64_t>(record.cpu_delay_total)});
    });
  });
}

void Taskstats::exited(const Exit& exit) {
  std::int64_t waited = exit.waited_ns;
  std::int64_t processes = exit.process ? 1 : 0;
  // A thread's parent is its process's parent; what its process has pending waits for the leader.
  if (Pending* below = exit.process ? find(exit.pid, false) : nullptr; below != nullptr) {
    waited += below->waited_ns;
    processes += below->processes;
    erase(below);
  }
  if (exit.parent == launcher_) {
    total_.waited_ns += waited;
    total_.processes += processes;
  } else if (Pending* above = find(exit.parent, true); above != nullptr) {
    above->waited_ns += waited;
    above->processes += processes;
  } else {
    total_.complete = false;
  }
}

// Open addressing; half full is full, so that a search ends soon.
Taskstats::Pending* Taskstats::find(pid_t parent, bool make) {
  std::uint32_t at = static_cast<std::uint32_t>(parent) * 2654435761u >> 20;
  for (;; ++at) {
    Pending& entry = pending_[at % kPending];
    if (!is_free(entry)) {
      if (entry.parent == parent) return &entry;
      continue;
    }
    if (!make || used_ >= kPending / 2) return nullptr;
    ++used_;
    entry = {parent, generation_, 0, 0};
    return &entry;
  }
}

// Moves later entries of the same run back (Knuth 6.4, algorithm R), so that no mark is needed.
void Taskstats::erase(Pending* entry) {
  auto hole = static_cast<std::uint32_t>(entry - pending_);
  for (std::uint32_t at = hole + 1;; ++at) {
    Pending& next = pending_[at % kPending];
    if (is_free(next)) break;
    const std::uint32_t home = static_cast<std::uint32_t>(next.parent) * 2654435761u >> 20;
    if ((at - home) % kPending < (at - hole) % kPending) continue;
    pending_[hole % kPending] = next;
    hole = at;
  }
  pending_[hole % kPending] = {};
  --used_;
}

}  // namespace assay::launcher
