// SPDX-License-Identifier: Apache-2.0
// A program of ours that works for the harness over a stream socket (assay-worker, assay-wasm) and
// may be lost: it holds code of the user's, which can crash, hang or write over its memory.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <sys/types.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::sys {

struct PartStart {
  std::string path;              // sys::find_part()
  std::string cwd;               // empty: the harness's own
  std::vector<std::string> env;  // "NAME=value", the whole environment
};

// How long to wait for bytes.
struct PartWait {
  double timeout_ns = 0;  // 0: for ever
  int interrupt_fd = -1;  // readable: stop waiting; its bytes are left where they are
};

// The program finds its end of the socket as descriptor 3; what it writes to standard output or
// standard error is kept. It leads a process group of its own, so that Ctrl-C is the harness's
// business, and should ask for a SIGKILL at the harness's death (PR_SET_PDEATHSIG). Moved, never
// copied; destroyed, it is killed and reaped. Used by one thread.
class Part {
 public:
  static constexpr int kSocket = 3;

  // Faults: internal.
  static Result<Part> start(const PartStart& how);
  Part() = default;
  Part(Part&& other) noexcept;
  Part& operator=(Part&& other) noexcept;
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  ~Part();

  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }

  // False when it is gone. Blocks while the socket is full: send to a part that reads.
  bool send(std::span<const std::string_view> pieces);

  enum class Got {
    all,
    gone,        // it closed its end: it exited, or crashed
    late,        // timeout_ns is over
    interrupted  // the user asked to stop
  };
  // Exactly `size` bytes. After anything but `all` the conversation is lost: fate() or stop().
  Got receive(void* bytes, std::size_t size, const PartWait& wait = {});

  // After `gone`: how it ended, in words: "exited with 1", "was killed by SIGSEGV (Segmentation
  // fault)". Stops it.
  std::string fate();
  // After fate(): the signal that killed it, 0 for none.
  int killed_by() const { return killed_by_; }
  // Kills it and its process group at once, and reaps it.
  void stop();
  // The last `bytes` of what it wrote to standard output or standard error.
  std::string said(std::size_t bytes) const;

 private:
  Fd socket_;
  Fd said_;
  pid_t pid_ = -1;
  int killed_by_ = 0;
};

}  // namespace assay::sys
