// SPDX-License-Identifier: Apache-2.0
// The harness's end of a launcher: starts the binary, hands it commands and batches, waits for
// results. One thread; a launcher runs one batch at a time.
#pragma once
#include "base/result.hpp"
#include "launcher/protocol.hpp"
#include "sys/fd.hpp"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace assay::sys {

// A command as the launcher wants it; see launcher::CommandHeader for the numbers.
struct LauncherCommand {
  launcher::CommandHeader header{};  // argc, envc are filled in by define()
  std::string executable;
  std::string cwd;
  std::string input;
  std::string output;
  std::vector<std::string> argv;
  std::vector<std::string> env;
  int output_descriptor = -1;  // for Stream::descriptor; borrowed
};

// What else to look after until a batch is done.
struct LauncherWatch {
  int interrupt_fd = -1;        // readable: cancel the batch
  int drain_fd = -1;            // readable: call drain
  std::function<void()> drain;  // also called once at the end
  int drain_every_ms = -1;      // for what is better drained by the clock; -1: never
};

class LauncherClient {
 public:
  // A launcher in a process group of its own outlives a SIGKILL of the harness's group and cleans
  // up; one in the harness's group may ask the terminal for a password.
  enum class Group { own, shared };

  // Starts the binary at `path`, with the harness's standard output and error, and sets it up.
  // This process becomes a subreaper: the children of a launcher that is killed are its own then.
  static Result<std::unique_ptr<LauncherClient>> start(const std::string& path,
                                                       launcher::Setup setup, Group group);
  // Closes the socket, upon which the launcher kills what is left and removes its cgroups, and
  // waits for it.
  ~LauncherClient();
  LauncherClient(const LauncherClient&) = delete;
  LauncherClient& operator=(const LauncherClient&) = delete;

  const launcher::Ready& ready() const { return ready_; }
  // A child of this process that has nothing to do with this launcher's trials.
  void spare(pid_t bystander) { bystanders_.push_back(bystander); }
  pid_t pid() const { return pid_; }

  Result<void> define(const LauncherCommand& command);
  Result<std::vector<launcher::TrialResult>> run(const launcher::BatchHeader& batch,
                                                 std::span<const launcher::Trial> trials,
                                                 const LauncherWatch& watch);

  // run() in two, for what goes on while the harness does something else (a server): socket() is
  // readable once collect() need not wait. A batch that was begun is collected before the next.
  Result<void> begin(const launcher::BatchHeader& batch, std::span<const launcher::Trial> trials);
  Result<std::vector<launcher::TrialResult>> collect();
  int socket() const { return socket_.get(); }

  // CPU time that the launcher itself has used until its latest results; not that of trials.
  double own_cpu_ns() const { return own_cpu_ns_; }

  // Where kept standard error goes; a command's standard output may go there, too.
  int kept() const { return kept_.get(); }
  // The end of what the latest trial wrote to its kept standard error, at most `bytes`.
  std::string kept_errors(std::size_t bytes) const;
  // Its start, at most 64 KiB: that is kept of a text too long to be kept whole.
  std::string kept_start() const;

 private:
  LauncherClient() = default;
  Result<void> send(launcher::Kind kind, std::span<const std::string_view> parts,
                    int descriptor = -1);
  bool receive(void* bytes, std::size_t size);
  Result<void> await(const LauncherWatch& watch);
  std::string kept_part(off_t from, off_t until) const;
  Error died();
  void stop();

  Fd socket_;
  Fd kept_;
  pid_t pid_ = -1;
  launcher::Ready ready_{};
  double own_cpu_ns_ = 0;
  std::size_t begun_ = 0;  // trials of the batch that runs
  std::string v2_group_;
  std::vector<pid_t> bystanders_;  // children of this process that are no trial's
};

// Whether a descriptor has something to read at this moment; false for -1.
bool is_readable(int fd);
// Waits for that, at most `ns`; just waits for -1.
bool wait_readable(int fd, double ns);

}  // namespace assay::sys
